import Diagnostics
import Pipeline
import TestSupport
import Testing

@Suite("What a benchmark of reading counts") struct ReadingSpeedTests {
  @Test(
    "rows, numbers and their sum are those of all files, whatever the number of threads",
    arguments: [1, 2])
  func counts(threads: Int) throws {
    let plant = try TinyPlant.files([
      "in-1.csv": "time,A,B\n2026-01-01T00:00:00Z,1,\n2026-01-01T00:01:00Z,2,0.5\n",
      "in-2.csv": "time,C\n2026-01-01T00:00:00Z,-7\n2026-01-01T00:01:00Z,8\n",
    ])
    let files = ["in-1.csv", "in-2.csv"].map(plant.folder.file)
    let speed = try ReadingSpeed(files: files, rounds: 3, threads: threads)
    #expect(speed.seconds.count == 3 && speed.seconds.allSatisfy { $0 > 0 })
    #expect(speed.rows == 4)
    #expect(speed.numbers == 5)
    #expect(speed.sum == 4.5)
  }

  @Test("a file that is not there is told as by every command")
  func missing() {
    let fault = #expect(throws: Fault.self) {
      try ReadingSpeed(files: ["nowhere.csv"], rounds: 1, threads: 1)
    }
    #expect(fault?.kind == .missingInput)
  }
}
