public import Diagnostics

/// The edits of controllers' logic that can be chosen by name.
public enum ProgramEdits {
  /// The list: one line per file in `Edits/`.
  static let types: [any ProgramEdit.Type] = [
    AlarmSuppression.self,
    ComparatorFlip.self,
    ConstantEdit.self,
    InterlockDrop.self,
    LogicBomb.self,
    ModeHold.self,
    ParameterEdit.self,
    ScanEdit.self,
    SetpointEdit.self,
    TripRemoval.self,
  ]

  /// The catalog over the list.
  public static let catalog = Catalog<any ProgramEdit>(
    kind: "program edit", types.map { entry($0) })

  /// The edit of a name that is known to be in the list; nil where it is not.
  static func type(_ id: String) -> (any ProgramEdit.Type)? { types.first { $0.id == id } }

  private static func entry<Edit: ProgramEdit>(
    _ type: Edit.Type
  ) -> Catalog<any ProgramEdit>.Entry {
    Catalog.Entry(type) { Edit(&$0) }
  }
}
