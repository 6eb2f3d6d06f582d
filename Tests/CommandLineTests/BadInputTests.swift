import Foundation
import TestSupport
import Testing

@Suite("Bad input")
struct BadInputTests {
  // Runs `tocsin run` on a plant and checks that nothing but the error was said and nothing made current.
  private static func refusal(
    _ status: Int32, _ plant: TinyPlant, _ arguments: [String] = ["run"]
  ) throws -> String {
    let outcome = try plant.tool.start(arguments).wait()
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(!FileManager.default.fileExists(atPath: plant.folder.file("models")))
    #expect(plant.temporaries == [])
    return outcome.errors
  }

  @Test("an empty file: 65, named")
  func empty() throws {
    let plant = try TinyPlant()
    try plant.write("", to: "data.csv")
    #expect(try Self.refusal(65, plant) == "error: the file is empty\n  at data.csv\n")
  }

  @Test("a header only: 65, named")
  func headerOnly() throws {
    let plant = try TinyPlant(rows: 0..<0)
    #expect(
      try Self.refusal(65, plant) == "error: the file has a header but no rows\n  at data.csv\n")
  }

  @Test(
    "a ragged row and text in a number go to the quarantine with line and reason, the rest is used")
  func quarantine() throws {
    let plant = try TinyPlant()
    var lines = TinyPlant.csv(0..<TinyPlant.rows).split(separator: "\n").map(String.init)
    lines[99] = lines[99].split(separator: ",").dropLast().joined(separator: ",")
    lines[199] = lines[199].replacing(/,.*?,/, with: ",abc,", maxReplacements: 1)
    try plant.write(lines.joined(separator: "\n") + "\n", to: "data.csv")
    let outcome = try plant.tool.run("run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("2,878 rows × 6 tags, 1 file · 2 rows quarantined · 2 gaps"))
    let quarantine = try String(
      contentsOfFile: plant.folder.file("store/tiny/quarantine.csv"), encoding: .utf8)
    let rows = quarantine.split(separator: "\n")
    #expect(rows.count == 3)
    #expect(rows[1].hasPrefix("data.csv,100,"))
    #expect(rows[1].contains(",6 fields instead of 7,"))
    #expect(rows[2].hasPrefix("data.csv,200,"))
    #expect(rows[2].contains(",column 'L_T1': 'abc' is not a number,"))
  }

  @Test("more bad rows than allowed: 65 with both numbers, the line and the reason of the first")
  func tooManyBadRows() throws {
    let plant = try TinyPlant()
    let lines = TinyPlant.csv(0..<TinyPlant.rows).split(separator: "\n").enumerated().map {
      (1...1_000).contains($0)
        ? $1.split(separator: ",").dropLast().joined(separator: ",") : "\($1)"
    }
    try plant.write(lines.joined(separator: "\n") + "\n", to: "data.csv")
    #expect(
      try Self.refusal(65, plant) == """
        error: 1000 of 2880 rows cannot be used, at most 20 % are allowed; the first because: \
        6 fields instead of 7
          at data.csv:2

        """)
  }

  @Test("a column that a model reads is missing: 65, named, with the nearest name")
  func missingColumn() throws {
    let plant = try FinishedPlant.shared
    let text = TinyPlant.csv(0..<5, names: ["L_T1", "L_T02", "D_1", "F_P1", "P_J1", "S_P1"])
    let outcome = try plant.tool.run("score", "--model", "models/tiny/current", "-", input: text)
    #expect(outcome.status == 65)
    #expect(
      outcome.errors.hasPrefix(
        "error: column 'L_T2' is missing\n  at standard input\n  hint: did you mean 'L_T"))
  }

  @Test("a declared tag that no file has: 65 with its line and the nearest name")
  func missingDeclaredColumn() throws {
    let plant = try TinyPlant()
    try plant.write("tag,role\nL_T1,sensor\nP_J,sensor\n", to: "tags.csv")
    try plant.configure("  events:", "  tags: tags.csv\n  events:")
    #expect(
      try Self.refusal(65, plant) == """
        error: no telemetry file has the declared tag 'P_J'
          at tags.csv:3
          hint: did you mean 'P_J1'? if both are tags, declare both

        """)
  }

  @Test("wrong YAML keys: 78, all at once, with line, column and the nearest key")
  func wrongKeys() throws {
    let plant = try TinyPlant()
    try plant.configure("train:", "trian:")
    try plant.configure("{ from:", "{ form:")
    for command in ["run", "check", "ingest"] {
      let errors = try Self.refusal(78, plant, [command])
      #expect(
        errors.contains(
          "error: unknown key 'trian'\n  at tocsin.yaml:5:1, trian\n"
            + "  hint: did you mean 'train'? known: "))
      #expect(
        errors.contains(
          "error: unknown key 'form'\n  at tocsin.yaml:11:13, evaluate.form\n"
            + "  hint: did you mean 'from'? known: export-lag, from, kinds, schedule, schedule-offset, until\n"
        ))
      #expect(errors.hasSuffix("2 problems\n"))
    }
  }

  @Test("text that is no YAML: 78 with line and column")
  func noYAML() throws {
    let plant = try TinyPlant()
    try plant.write("plant: [tiny\ndata: 1\n", to: "tocsin.yaml")
    let errors = try Self.refusal(78, plant)
    #expect(errors.hasPrefix("error: not YAML: "))
    #expect(errors.contains("  at tocsin.yaml:2:"))
  }

  @Test("a missing configuration: 66 with what to do")
  func missingConfiguration() throws {
    let plant = try TinyPlant()
    #expect(
      try Self.refusal(66, plant, ["run", "-c", "none.yaml"]) == """
        error: the configuration file does not exist
          at none.yaml
          hint: write one with 'tocsin init DATA.csv', or name another with -c FILE

        """)
  }

  @Test("a missing file, a folder and a link to nowhere instead of telemetry: 66, told apart")
  func unreadable() throws {
    let plant = try TinyPlant()
    let path = plant.folder.file("data.csv")
    try FileManager.default.removeItem(atPath: path)
    #expect(
      try Self.refusal(66, plant) == """
        error: no file matches 'data*.csv'
          at tocsin.yaml, data.telemetry
          hint: paths are relative to the configuration file

        """)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(
      try Self.refusal(66, plant) == """
        error: this is a folder, not a file
          at data.csv
          hint: name the files in it

        """)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
    #expect(
      try Self.refusal(66, plant) == "error: the file does not exist\n  at data.csv\n")
  }

  @Test(
    "a file without the right to read it: 66 with what to do",
    .disabled(if: getuid() == 0, "root may read every file"))
  func noRight() throws {
    let plant = try TinyPlant()
    chmod(plant.folder.file("data.csv"), 0)
    #expect(
      try Self.refusal(66, plant) == """
        error: cannot open the file: Permission denied
          at data.csv
          hint: give the user who runs tocsin the right to read it

        """)
  }

  @Test(
    "an output folder without the right to write: 74 with what to do",
    .disabled(if: getuid() == 0, "root may write everywhere"))
  func readOnly() throws {
    let plant = try TinyPlant()
    try plant.configure("plant: tiny", "plant: tiny\noutput: out")
    mkdir(plant.folder.file("out"), 0o500)
    let outcome = try plant.tool.run("run")
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("error: cannot write in the output folder: Permission denied"))
    #expect(outcome.errors.contains("hint: check its rights, or set 'output:' to another folder"))
  }

  @Test("a file where the output folder should be: 74, named")
  func outputIsFile() throws {
    let plant = try TinyPlant()
    try plant.configure("plant: tiny", "plant: tiny\noutput: data.csv")
    let outcome = try plant.tool.run("run")
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("  at data.csv\n"))
    #expect(outcome.errors.contains("hint: check its rights, or set 'output:' to another folder"))
  }

  @Test("wrong events: 65, every one with its line")
  func events() throws {
    let plant = try TinyPlant()
    try plant.write(
      "start,end,asset,kind\n2026-01-02,2026-01-01,,attack\nnoon,2026-01-01,,attack\n"
        + "2026-01-01,2026-01-02,,atack\n", to: "events.csv")
    let errors = try Self.refusal(65, plant, ["check"])
    #expect(errors.contains("lies before the start"))
    for line in 2...4 { #expect(errors.contains("  at events.csv:\(line)\n"), "\(errors)") }
    #expect(errors.contains("hint: did you mean 'attack'?"))
    #expect(errors.hasSuffix("3 problems\n"))
  }

  @Test("a damaged model: 65, the file and both digests named")
  func damagedModel() throws {
    let plant = try FinishedPlant.shared.copy()
    let path = plant.folder.file("models/tiny/current/detector.safetensors")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    for arguments in [
      ["models", "verify"], ["score", "--model", "models/tiny/current", "data.csv"],
    ] {
      let outcome = try plant.tool.start(arguments).wait()
      #expect(outcome.status == 65)
      #expect(outcome.errors.contains("error: detector.safetensors was changed: its SHA-256 is "))
    }
  }

  @Test("a damaged partition: 65, named by 'store verify'")
  func damagedStore() throws {
    let plant = try FinishedPlant.shared.copy()
    let folder = plant.folder.file("store/tiny")
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".arrow") })
    var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    let outcome = try plant.tool.run("store", "verify")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains(name))
  }
}
