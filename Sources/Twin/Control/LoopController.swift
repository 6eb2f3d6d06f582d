internal import Diagnostics
internal import Learning
internal import Telemetry

/// A controller of a closed loop: what it is told of the plant, and what it drives.
///
/// A twin without controllers is one that tells all of them the same.
public struct LoopController: Sendable, Equatable {
  /// The name.
  public var id: String
  /// The tags that it reads itself or is sent, as indices in the loop's tags, ascending.
  public var reads: [Int]
  /// The actuators that it drives, as indices in the loop's tags, ascending.
  public var drives: [Int]
  /// What of its tags comes over links that take time or lose messages.
  public var deliveries: [Delivery]
  /// What it runs; nil where rules alone move its actuators.
  public var program: ControlProgram?

  /// A tag that comes over links.
  public struct Delivery: Sendable, Equatable {
    /// The tag's index.
    public var tag: Int
    /// How long a value is under way, seconds.
    ///
    /// Below a second is nothing to a process that goes by seconds; more than a row is a row.
    public var latency: Double
    /// The share of rows whose value is lost, 0…1.
    public var loss: Double

    /// Makes a delivery.
    public init(tag: Int, latency: Double, loss: Double) {
      self.tag = tag
      self.latency = latency
      self.loss = loss
    }
  }

  /// Makes a controller.
  public init(
    id: String, reads: [Int], drives: [Int], deliveries: [Delivery] = [],
    program: ControlProgram? = nil
  ) {
    self.program = program
    self.id = id
    self.reads = reads
    self.drives = drives
    self.deliveries = deliveries
  }

  /// What comes of a row that is sent: late values, NaN for those that are lost; one draw per delivery that
  /// may lose something.
  ///
  /// Nothing lies between two states: a late one is that of the nearer row, in the middle that of the earlier.
  ///
  /// - Parameters:
  ///   - tags: The loop's tags.
  ///   - before: The row that was sent before.
  ///   - interval: Seconds between the two.
  func deliver(
    _ values: inout [Double], of tags: [Tag], before: [Double], interval: Double,
    generator: inout SeededGenerator
  ) {
    for delivery in deliveries {
      if delivery.latency >= 1 {
        // v(t − latency), along a straight line from row to row
        var late = min(1, delivery.latency / interval)
        if tags[delivery.tag].isState { late.round() }
        let (old, new) = (before[delivery.tag], values[delivery.tag])
        if old.isFinite, new.isFinite { values[delivery.tag] = new + (old - new) * late }
      }
      if delivery.loss > 0, generator.uniform() < delivery.loss { values[delivery.tag] = .nan }
    }
  }
}

extension LoopController {
  static let artifactKind = "controller"

  var artifact: ModelArtifact {
    ModelArtifact(
      kind: Self.artifactKind, texts: ["id": id],
      arrays: [
        "reads": .init(reads.map(Double.init)), "drives": .init(drives.map(Double.init)),
        "delivered": .init(deliveries.map { Double($0.tag) }),
        "latencies": .init(deliveries.map(\.latency)), "losses": .init(deliveries.map(\.loss)),
      ], parts: program.map { [$0.declared.source.artifact] } ?? [])
  }

  init(artifact: ModelArtifact, tags: [Tag]) throws(Fault) {
    let reader = TwinArtifactReader(artifact: artifact, tags: tags.count)
    let delivered = try reader.indices("delivered")
    let latencies = try artifact.vector("latencies", count: delivered.count)
    let losses = try artifact.vector("losses", count: delivered.count)
    self.init(
      id: try artifact.text("id"), reads: try reader.indices("reads"),
      drives: try reader.indices("drives"),
      deliveries: delivered.indices.map {
        Delivery(tag: delivered[$0], latency: latencies[$0], loss: losses[$0])
      })
    guard let source = artifact.parts.first else { return }
    let problems = Problems()
    let declared = DeclaredProgram(tasks: try Settings(artifact: source), problems: problems)
    program = ControlProgram(
      declared, controller: id, tags: tags, hears: reads, drives: drives, problems: problems)
    if let problem = problems.all.first { throw problem }
  }
}
