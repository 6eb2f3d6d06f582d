import Diagnostics
import Pipeline
import TestSupport
import Testing

@Suite("What benchmarks of kernels measure") struct KernelSpeedTests {
  private func store() throws -> TinyPlant {
    let plant = try TinyPlant(rows: 0..<TinyPlant.day)
    try plant.run(only: .ingest)
    return plant
  }

  @Test("the Gram matrix is of all rows, whatever the number of threads", arguments: [1, 2])
  func gram(threads: Int) throws {
    let plant = try store()
    let speed = try GramSpeed(
      store: plant.folder.file("store/tiny"), rounds: 2, threads: threads)
    #expect(speed.rows == TinyPlant.day && speed.columns == TinyPlant.tags.count)
    #expect(speed.seconds.count == 2 && speed.productRates.count == 2)
    #expect(speed.productRates.allSatisfy { $0 > 0 })
    let rows = TinyPlant.csv(0..<TinyPlant.day).split(separator: "\n").dropFirst()
    let squares = rows.flatMap { $0.split(separator: ",").dropFirst().compactMap { Double($0) } }
      .reduce(0) { $0 + $1 * $1 }
    // The sums are of a thousand numbers, in another order.
    #expect(abs(speed.trace - squares) <= 1e-12 * squares)
  }

  @Test(
    "a detector learns all rows; an unknown one is told",
    arguments: ["mahalanobis", "pca-residual", "robust-mahalanobis"])
  func fit(detector: String) throws {
    let plant = try store()
    let folder = plant.folder.file("store/tiny")
    let speed = try FitSpeed(detector: detector, store: folder, rounds: 2, threads: 2)
    #expect(speed.rows == TinyPlant.day && speed.columns == TinyPlant.tags.count)
    #expect(speed.seconds.count == 2 && speed.seconds.allSatisfy { $0 > 0 })
    let fault = #expect(throws: Fault.self) {
      try FitSpeed(detector: "mahalanobi", store: folder, rounds: 1, threads: 1)
    }
    #expect(fault?.hint?.contains("mahalanobis") == true)
  }

  @Test("a model scores every row of a store")
  func score() throws {
    let plant = try TinyPlant()
    try plant.run()
    let speed = try ScoringSpeed(
      model: plant.folder.file("models/tiny/current"), store: plant.folder.file("store/tiny"),
      rounds: 2)
    #expect(speed.rows == TinyPlant.rows && speed.columns > 0)
    #expect(speed.seconds.count == 2 && speed.sum > 0 && speed.alarms > 0)
  }
}
