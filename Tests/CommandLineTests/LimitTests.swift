import Foundation
import TestSupport
import Testing

@Suite("Limits on a running tool", .serialized, .timeLimit(.minutes(5)))
struct LimitTests {
  @Test("a run beyond --memory exits 64 with both numbers and leaves what was there")
  func memory() throws {
    let plant = try FinishedPlant.shared.copy()
    let before = plant.results
    // The whole run again: another seed.
    let small = try plant.tool.run("run", "--seed", "2", "--memory", "10")
    #expect(small.status == 64)
    #expect(
      small.errors.contains(
        /error: the run needs more memory than --memory allows: [0-9]+ MB are used, 10 MB may be\n  hint: allow more, or take fewer rows, tags, detectors or scenarios\n/
      ),
      "\(small.errors)")
    #expect(plant.temporaries == [])
    let after = plant.results
    #expect(before.filter { after[$0.key] != $0.value }.map(\.key) == [])
    let wide = try plant.tool.run("run", "--seed", "2", "--memory", "4000")
    #expect(wide.status == 0, "\(wide.errors)")
  }

  @Test("--memory says its range")
  func range() throws {
    let plant = try FinishedPlant.shared
    let refused = try plant.tool.run("train", "--memory", "0.5")
    #expect(refused.status == 64)
    #expect(
      refused.errors
        == "error: --memory must be from 1 to 1e9 megabytes, got 0.5\n  hint: like --memory 2000\n")
  }

  @Test("a page that is gone while it is read is told, not a crash")
  func lostPage() throws {
    let plant = try TinyPlant()
    let running = try plant.tool.start(["run"])
    // The tool has its handlers once it has taken the lock.
    while running.process.isRunning,
      !FileManager.default.fileExists(atPath: plant.folder.file(".tocsin.lock"))
    {
      usleep(500)
    }
    kill(running.id, SIGBUS)
    let outcome = try running.wait()
    #expect(outcome.status == 74)
    #expect(
      outcome.errors.hasSuffix(
        """
        error: a file that was being read was cut short by somebody else, or its disk failed
          hint: `tocsin store verify` names the file

        """))
  }
}
