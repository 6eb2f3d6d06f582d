/// How long work tells how far it is; passed down explicitly, so that libraries never know a terminal.
public protocol Progress: Sendable {
  /// Tells that `done` of `total` units of `stage` are finished; `total` 0 means not known.
  func advance(_ stage: String, done: Int, of total: Int)
}

/// Progress that nobody watches.
public struct NoProgress: Progress {
  /// Makes a silent progress.
  public init() {}
  /// Does nothing.
  public func advance(_ stage: String, done: Int, of total: Int) {}
}
