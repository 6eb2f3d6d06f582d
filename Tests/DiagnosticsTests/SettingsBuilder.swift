import Diagnostics

/// Settings written in Swift, each with the place it would have in a file.
enum Written {
  case text(String)
  case list([Written])
  case map([(String, Written)])
  case nothing

  /// The settings under a path of `f.yaml`; every key counts one line on.
  func settings(path: String = "", line: Int = 1) -> Settings {
    let place = Place(file: "f.yaml", line: line, path: path.isEmpty ? nil : path)
    switch self {
    case .text(let text): return Settings(.scalar(text, quoted: false), at: place)
    case .nothing: return Settings(.null, at: place)
    case .list(let items):
      return Settings(
        .sequence(
          items.enumerated().map { $0.element.settings(path: "\(path)[\($0.offset)]", line: line) }),
        at: place)
    case .map(let pairs):
      return Settings(
        .mapping(
          pairs.enumerated().map { index, pair in
            let inner = path.isEmpty ? pair.0 : "\(path).\(pair.0)"
            let value = pair.1.settings(path: inner, line: line + index)
            return Settings.Entry(key: pair.0, place: value.place, value: value)
          }),
        at: place)
    }
  }
}
