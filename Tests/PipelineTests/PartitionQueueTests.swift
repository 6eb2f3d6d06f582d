import Diagnostics
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Partitions written behind the reading") struct PartitionQueueTests {
  private func writer(_ folder: TemporaryFolder) throws -> StoreWriter {
    try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "A"), Tag(id: "B")])
  }

  private func frame(_ index: Int, rows: Int = 40, descending: Bool = false) -> Frame {
    var generator = SeededGenerator(root: 5, stage: "partitions", index: index)
    let times = (0..<rows).map { Timestamp(nanoseconds: Int64(index * rows + $0) * 1_000_000_000) }
    return Frame(
      times: descending ? times.reversed() : times, tags: [Tag(id: "A"), Tag(id: "B")],
      values: Matrix(
        rows: rows, columns: 2, columnMajor: (0..<2 * rows).map { _ in generator.uniform() }))
  }

  private let measured = [UInt8](repeating: CellQuality.measured.rawValue, count: 80)

  @Test("any number of threads leaves the partitions of one, in the order of the frames")
  func order() throws {
    let partitions = try [1, 2, 5].map { threads in
      let folder = try TemporaryFolder()
      let queue = PartitionQueue(try writer(folder), source: "in.csv", threads: threads)
      for index in 0..<30 { try queue.add(frame(index), quality: measured) }
      return try withExtendedLifetime(folder) { try queue.finish() }
    }
    #expect(partitions[0].count == 30)
    #expect(
      partitions[0].map(\.span.start.nanoseconds)
        == partitions[0].map(\.span.start.nanoseconds).sorted())
    #expect(partitions[1] == partitions[0])
    #expect(partitions[2] == partitions[0])
  }

  @Test(
    "a frame that cannot be written ends the source, whether reading goes on or not",
    arguments: [1, 2])
  func failure(threads: Int) throws {
    let folder = try TemporaryFolder()
    let queue = PartitionQueue(try writer(folder), source: "in.csv", threads: threads)
    try queue.add(frame(0), quality: measured)
    var told: Fault?
    do throws(Fault) {
      try queue.add(frame(1, descending: true), quality: measured)
      // Written behind: told by a later call.
      queue.wait()
      try queue.add(frame(2), quality: measured)
    } catch {
      told = error
    }
    #expect(told?.problem == "the times do not ascend at row 1")
    let fault = #expect(throws: Fault.self) { try queue.finish() }
    #expect(fault == told)
    #expect(folder.names.count { $0.hasSuffix(".arrow") } == 1)
  }
}
