/// Turns names of types into catalog ids: `PCAResidual` is `pca-residual`.
public enum KebabCase {
  /// The name in kebab-case; a run of capitals is one word but for the one that begins the next.
  public static func id(_ typeName: String) -> String {
    let letters = Array(typeName)
    var id = ""
    for (index, letter) in letters.enumerated() {
      let before = index > 0 ? letters[index - 1] : nil
      let after = index + 1 < letters.count ? letters[index + 1] : nil
      if letter.isUppercase, let before,
        before.isLowercase || (before.isUppercase && after?.isLowercase == true)
      {
        id += "-"
      }
      id += letter.lowercased()
    }
    return id
  }

  /// The id of a type.
  static func name<T>(of type: T) -> String { id(String(describing: type)) }
}
