/// All targets; a newcomer is a file in `Targets` and a line here.
package enum FuzzTargetCatalog {
  /// A target by its type.
  package struct Entry: Sendable {
    package let target: any FuzzTarget.Type

    /// Its id.
    package let id: String

    init(_ target: any FuzzTarget.Type) {
      self.target = target
      id = target.id
    }
  }

  /// The targets by id.
  package static let entries: [Entry] = [
    .init(ArrowInputReading.self),
    .init(ArrowStore.self),
    .init(CampaignSettings.self),
    .init(ConfigurationFile.self),
    .init(CSVReading.self),
    .init(CyberAttackFile.self),
    .init(EventsTable.self),
    .init(ModelJSON.self),
    .init(NetworkFile.self),
    .init(NumberCell.self),
    .init(ONNXModel.self),
    .init(PackedInput.self),
    .init(PlantFile.self),
    .init(SafeTensorsFile.self),
    .init(StoreJSON.self),
    .init(TagsDeclaration.self),
    .init(YAMLText.self),
  ]

  /// The target of an id; nil where there is none.
  package static func target(named id: String) -> (any FuzzTarget.Type)? {
    entries.first { $0.target.id == id }?.target
  }
}
