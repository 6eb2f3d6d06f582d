import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("Interruptions", .serialized, .timeLimit(.minutes(5)))
struct InterruptionTests {
  // Waits until a process has taken the output folder's lock.
  private static func waitForLock(_ running: Tool.Running, _ plant: TinyPlant) throws {
    let path = plant.folder.file(".tocsin.lock")
    while running.process.isRunning {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      if holder.hasPrefix("process \(running.id),") { return }
      usleep(500)
    }
  }

  /// Waits until a process takes SIGTERM itself, as far as the system tells; a loaded machine starts it late.
  private static func waitForHandlers(_ running: Tool.Running) {
    while running.process.isRunning,
      let status = try? String(contentsOfFile: "/proc/\(running.id)/status", encoding: .utf8),
      let caught = status.firstMatch(of: /SigCgt:\s*([0-9a-f]+)/).flatMap({
        UInt64($0.1, radix: 16)
      }), caught >> UInt64(SIGTERM - 1) & 1 == 0
    {
      usleep(1_000)
    }
  }

  @Test(
    "a command whose input, output or both are closed says so and ends",
    arguments: ["ingest - <&-", "ingest >&-", "ingest - <&- >&-", "ingest <&- >&- 2>&-"])
  func closed(command: String) throws {
    let plant = try TinyPlant()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "exec '\(try #require(Tool.path))' \(command)"]
    shell.currentDirectoryURL = URL(fileURLWithPath: plant.folder.path)
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 74)
    #expect(plant.temporaries == [])
  }

  @Test("a second writer exits 75 naming the holder; --wait waits for it")
  func lock() throws {
    let plant = try TinyPlant()
    let first = try plant.tool.start(["run"])
    try Self.waitForLock(first, plant)
    kill(first.id, SIGSTOP)
    let second = try plant.tool.run("run")
    #expect(second.status == 75)
    #expect(second.output == "")
    #expect(
      second.errors == """
        error: another tocsin is writing here: process \(first.id), tocsin run of plant tiny
          at .
          hint: try later, or wait for it with --wait SECONDS

        """)
    #expect(try plant.tool.run("train", "--wait", "0.2").status == 75)
    #expect(try plant.tool.run("models", "rollback").status == 75)
    let third = try plant.tool.start(["run", "--wait", "60"])
    usleep(100_000)
    #expect(third.process.isRunning)
    kill(first.id, SIGCONT)
    #expect(try first.wait().status == 0)
    let waited = try third.wait()
    #expect(waited.status == 0, "\(waited.errors)")
    #expect(waited.output.contains("unchanged · "))
  }

  @Test("a waiting process that is stopped leaves the holder's temporary files alone")
  func stoppedWhileWaiting() throws {
    let plant = try TinyPlant()
    let first = try plant.tool.start(["run"])
    try Self.waitForLock(first, plant)
    kill(first.id, SIGSTOP)
    let folder = plant.folder.file("store/tiny")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let own = "\(folder)/.tocsin-tmp-\(first.id)-x"
    try Data().write(to: URL(fileURLWithPath: own))
    let second = try plant.tool.start(["run", "--wait", "60"])
    Self.waitForHandlers(second)
    kill(second.id, SIGTERM)
    #expect(try second.wait().status == 143)
    #expect(FileManager.default.fileExists(atPath: own))
    kill(first.id, SIGCONT)
    #expect(try first.wait().status == 0)
  }

  @Test("SIGTERM and SIGINT exit 143 and 130 and leave nothing half written")
  func signals() throws {
    let seconds = try Self.secondsOfRun()
    var generator = SeededGenerator(seed: 11)
    var stopped = 0
    for (number, status) in [(SIGTERM, Int32(143)), (SIGINT, 130)] {
      for _ in 0..<5 {
        let plant = try TinyPlant()
        let running = try plant.tool.start(["run"])
        try Self.waitForLock(running, plant)
        usleep(UInt32(generator.uniform() * 0.7 * seconds * 1e6))
        kill(running.id, number)
        let outcome = try running.wait()
        // A run that was quicker than the signal is fine; most must not be.
        if outcome.status != 0 {
          #expect(outcome.status == status)
          stopped += 1
        }
        #expect(plant.temporaries == [])
      }
    }
    #expect(stopped >= 1)
  }

  @Test(
    "kill -9 at random moments: what existed before is intact, and the next run completes to the same bytes"
  )
  func killed() throws {
    // A finished run, then new telemetry for a second one.
    let cut = 18 * TinyPlant.day
    let base = try TinyPlant(rows: 0..<cut)
    #expect(try base.tool.run("run").status == 0)
    try base.write(TinyPlant.csv(cut..<TinyPlant.rows), to: "data-2.csv")
    let undisturbed = try base.copy()
    let start = ContinuousClock.now
    #expect(try undisturbed.tool.run("run").status == 0)
    let duration = ContinuousClock.now - start
    let seconds =
      Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    let expected = undisturbed.results
    var generator = SeededGenerator(seed: 12)
    var killed = 0
    for kill in 0..<12 {
      let plant = try base.copy()
      let before = plant.results
      let running = try plant.tool.start(["run"])
      usleep(UInt32(generator.uniform() * seconds * 1e6))
      Foundation.kill(running.id, SIGKILL)
      if try running.wait().status == -SIGKILL { killed += 1 }
      let models = try plant.tool.run("models", "verify")
      #expect(models.status == 0, "kill \(kill): \(models.errors)")
      let store = try plant.tool.run("store", "verify")
      #expect(store.status == 0, "kill \(kill): \(store.errors)")
      // Files of the run before are as they were, but for what a newer store replaces.
      let after = plant.results
      for (name, bytes) in before
      where name.hasPrefix("models/tiny/2026") || name.hasPrefix("runs/tiny/2026") {
        #expect(after[name] == bytes, "kill \(kill): \(name)")
      }
      let next = try plant.tool.run("run")
      #expect(next.status == 0, "kill \(kill): \(next.errors)")
      let results = plant.results
      #expect(Set(results.keys) == Set(expected.keys), "kill \(kill)")
      #expect(
        expected.filter { results[$0.key] != $0.value }.map(\.key) == [], "kill \(kill)")
    }
    // How many runs are hit before they end depends on the machine; none would test nothing.
    #expect(killed >= 1)
  }

  private static func secondsOfRun() throws -> Double {
    let plant = try TinyPlant()
    let duration = try ContinuousClock().measure { _ = try plant.tool.run("run") }
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
