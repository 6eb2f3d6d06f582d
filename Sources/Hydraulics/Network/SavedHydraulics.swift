internal import Diagnostics
internal import Foundation

/// The file that `HYDRAULICS USE` names: flows and heads that EPANET saved in an earlier run.
///
/// Hydraulics are always computed here; the file is looked at because EPANET 2.2 refuses a network
/// whose saved hydraulics are missing or another network's.
public struct SavedHydraulics: Sendable, Equatable {
  /// The file as the `.inp` file names it.
  public var file: String
  /// Line of the `.inp` file that names it.
  public var line: Int
  /// Column of the name in that line, from 1.
  var column: Int

  /// EPANET's mark of such a file (`MAGICNUMBER`).
  static let magic: Int32 = 516_114_521
  /// The version of EPANET 2.2's hydraulics (`ENGINE_VERSION`).
  static let version: Int32 = 201
  /// EPANET keeps so many bytes of the name (`MAXFNAME`).
  static let nameLimit = 259

  /// The sizes that the file's header must hold: nodes, links, tanks, pumps, valves, duration in s.
  static func sizes(of network: Network) -> [Int32] {
    [
      network.nodes.count, network.links.count, network.tanks.count, network.pumps.count,
      network.valves.count, network.times.duration,
    ].map { Int32(clamping: $0) }
  }

  /// Refuses what EPANET 2.2 refuses when it opens the file (`openhydfile`).
  ///
  /// A relative name is looked up from the working folder, as EPANET does; where it is not there, from
  /// the folder of the `.inp` file, so that a twin does not depend on where it is started.
  ///
  /// - Parameters:
  ///   - network: The network that names the file.
  ///   - path: The path of its `.inp` file.
  /// - Throws: EPANET's error 305 where the file cannot be opened, 306 where it is no file of saved
  ///   hydraulics or was saved from a network of other sizes or another duration.
  func check(for network: Network, inp path: String) throws(Faults) {
    let place = Place(file: path, line: line, column: column, path: "[OPTIONS]")
    let beside = "\((path as NSString).deletingLastPathComponent)/\(file)"
    guard
      let handle = FileHandle(forReadingAtPath: file)
        ?? (file.hasPrefix("/") ? nil : FileHandle(forReadingAtPath: beside))
    else {
      throw Faults([
        Fault(
          .missingInput, "cannot open the saved hydraulics '\(file)' (EPANET error 305)", at: place,
          hint: "hydraulics are always computed here: without the line the network runs")
      ])
    }
    defer { try? handle.close() }
    let header = (try? handle.read(upToCount: 32)) ?? Data()
    let words = stride(from: 0, to: header.count / 4 * 4, by: 4).map { at in
      header[at..<at + 4].reversed().reduce(Int32(0)) { $0 << 8 | Int32($1) }
    }
    let sizes = Self.sizes(of: network)
    if words == [Self.magic, Self.version] + sizes { return }
    let problem =
      words.count == 8 && words[0] == Self.magic && words[1] == Self.version
      ? "were saved from another network: \(Self.text(Array(words[2...]))), this one has "
        + Self.text(sizes)
      : "are no file that EPANET 2.2 saved"
    throw Faults([
      Fault(
        .badData, "the saved hydraulics '\(file)' \(problem) (EPANET error 306)", at: place,
        hint: "hydraulics are always computed here: without the line the network runs")
    ])
  }

  private static func text(_ sizes: [Int32]) -> String {
    zip(sizes, ["nodes", "links", "tanks and reservoirs", "pumps", "valves", "s"])
      .map { "\($0) \($1)" }.joined(separator: ", ")
  }
}
