/// The file of techniques that travels inside the program.
public enum TechniqueFile {
  /// The name that messages give it.
  public static let name = "techniques.yaml"
  /// Its bytes, UTF-8; whoever knows YAML reads them into ``TechniqueCatalog``.
  public static var bytes: [UInt8] { PackageResources.techniques_yaml }
}
