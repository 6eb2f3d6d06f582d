/// Gives every part of a graph a plain name of its own.
struct UniqueNames {
  private var taken: Set<String>

  init(taken: Set<String>) { self.taken = taken }

  /// The name with `_` for what is not a letter, digit, `+`, `-` or `_` of ASCII, and a number
  /// behind it where another part has that name.
  mutating func name(for wanted: String) -> String {
    let plain = String(
      wanted.unicodeScalars.map { scalar in
        let letter = Character(scalar)
        let isPlain =
          letter.isASCII && (letter.isLetter || letter.isNumber || "+-_".contains(letter))
        return isPlain ? letter : "_"
      })
    let base = plain.isEmpty ? "_" : plain
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return name
  }
}
