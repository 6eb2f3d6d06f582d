internal import Diagnostics

/// What a stage came to and where it stands.
struct StageResult<Result> {
  let result: Result
  let folder: String
}

/// Runs a stage, or finds what an earlier run of the same stage on the same inputs left, and tells which.
struct StageRunner {
  let context: RunContext
  let cache: StageCache
  /// The one stage that was asked for; nil for all of them.
  let only: StageName?

  /// A stage to run.
  struct Plan<Result: Codable> {
    /// The stage that a user would ask for.
    var stage: StageName
    /// The name of the result's folder, and of its JSON file.
    var name: String
    /// The name on the console; none to say nothing.
    var label: String?
    /// The digest of everything that the result depends on.
    var key: String
    /// Files that a result must have besides its JSON.
    var needs: [String] = []
    /// The line for people.
    var line: (Result) -> String
    /// What a person should know.
    var notices: (Result) -> [String] = { _ in [] }
    /// Does the work; writes into the folder given what `needs` names.
    var work: (String) throws -> Result
  }

  /// Whether this stage may do work in this run.
  func wants(_ stage: StageName) -> Bool { only == nil || only == stage }

  /// Where the result of calibration or simulation stands.
  func folder(_ name: String, _ keys: StageKeys) -> String? {
    cache.existing(name, key: name == "calibrate" ? keys.calibrate : keys.simulate)
  }

  /// The result, made now or found.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where another stage was asked for and this one never ran;
  ///   whatever the work throws.
  func callAsFunction<Result: Codable>(
    _ plan: Plan<Result>, timing: inout [String: Double]
  ) throws -> StageResult<Result> {
    let watch = Stopwatch()
    let file = "\(plan.name).json"
    if let folder = cache.existing(plan.name, key: plan.key),
      plan.needs.allSatisfy({ Folder.exists("\(folder)/\($0)") }),
      let result = try? JSONFile.read(Result.self, from: "\(folder)/\(file)")
    {
      // What was worth knowing when it was made still is.
      if wants(plan.stage) {
        for notice in plan.notices(result) { context.listener.notice(Notice(notice)) }
      }
      if wants(plan.stage), let label = plan.label {
        context.listener.finished(
          label, "unchanged · " + plan.line(result), seconds: watch.seconds)
      }
      return StageResult(result: result, folder: folder)
    }
    let damage = cache.damage(plan.name, key: plan.key)
    guard wants(plan.stage) else {
      throw Fault(
        .missingInput,
        damage.map { "the result of '\(plan.stage.rawValue)' is of no use: \($0)" }
          ?? "there is no result of '\(plan.stage.rawValue)' for this telemetry and these settings",
        at: Place(file: context.configuration.runsFolder),
        hint: "run 'tocsin \(plan.stage.rawValue)' or 'tocsin run' first")
    }
    if let damage {
      context.listener.notice(Notice("\(damage): \(plan.stage.rawValue) is done again"))
    }
    let made = try cache.make(plan.name, key: plan.key) { folder in
      let result = try plan.work(folder)
      try JSONFile.write(result, to: "\(folder)/\(file)")
      return result
    }
    timing[plan.name] = watch.seconds
    for notice in plan.notices(made.result) { context.listener.notice(Notice(notice)) }
    if let label = plan.label {
      context.listener.finished(label, plan.line(made.result), seconds: watch.seconds)
    }
    return StageResult(result: made.result, folder: made.folder)
  }
}
