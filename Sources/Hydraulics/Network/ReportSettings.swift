/// What `[REPORT]` asks for: checked and kept.
public struct ReportSettings: Sendable, Equatable {
  /// How much is reported of nodes or links.
  public enum Selection: Int, Sendable, Equatable {
    /// None.
    case none = 0
    /// All.
    case all
    /// Those that are named.
    case some
  }

  /// How much of the hydraulic status is reported.
  public enum StatusDetail: Int, Sendable, Equatable {
    /// Nothing.
    case none = 0
    /// Changes.
    case changes
    /// Every trial.
    case full
  }

  /// Lines per page; 0: no pages.
  public var pageSize: Int = 0
  /// How much of the hydraulic status is reported.
  public var status = StatusDetail.none
  /// True where a summary is written.
  public var summary = true
  /// True where errors and warnings are written.
  public var messages = true
  /// True where energy is reported.
  public var energy = false
  /// How much is reported of nodes.
  public var nodeSelection = Selection.none
  /// How much is reported of links.
  public var linkSelection = Selection.none
  /// The nodes that are named, in the order of ``Network/nodes``.
  public var nodes: [Int] = []
  /// The links that are named, in the order of ``Network/links``.
  public var links: [Int] = []
  /// The file of the report; empty: the main one.
  public var file: String = ""
}
