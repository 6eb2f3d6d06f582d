public import Diagnostics
internal import Foundation
internal import Yams

/// Reads a YAML file into ``Settings``, with the place of every node.
///
/// One document, at most ``largestFile`` bytes and ``mostNodes`` nodes (aliases are expanded, so that a
/// small file can be large inside), nested at most ``deepest`` levels; keys are texts.
public enum YAMLFile {
  /// 1 MiB: a configuration is written by people.
  public static let largestFile = 1 << 20
  /// The most nodes after aliases are expanded.
  public static let mostNodes = 100_000
  /// The deepest nesting.
  public static let deepest = 64

  /// Reads the file.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where it is not there, `configuration` where it is no YAML.
  public static func read(_ path: String) throws(Fault) -> Settings {
    guard FileManager.default.fileExists(atPath: path) else {
      throw Fault(
        .missingInput, "the configuration file does not exist", at: Place(file: path),
        hint: "write one with 'tocsin init DATA.csv', or name another with -c FILE")
    }
    guard
      let bytes = try WholeFile.bytes(
        of: path, atMost: largestFile, called: "configuration file", beyond: .configuration)
    else {
      throw Fault(.missingInput, "the configuration file cannot be read", at: Place(file: path))
    }
    guard let text = String(bytes: bytes, encoding: .utf8) else {
      throw Fault(.configuration, "the configuration file is not UTF-8", at: Place(file: path))
    }
    return try parse(text, file: path)
  }

  /// Reads YAML text; `file` is for messages.
  public static func parse(_ text: String, file: String) throws(Fault) -> Settings {
    try YAMLEvents.check(text, file: file)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw fault(error, file: file)
    } catch {
      throw Fault(.configuration, "not YAML: \(error)", at: Place(file: file))
    }
    guard let node else { return Settings(.null, at: Place(file: file, line: 1)) }
    var count = 0
    return try settings(node, file: file, path: "", depth: 0, count: &count)
  }

  private static func settings(
    _ node: Node, file: String, path: String, depth: Int, count: inout Int
  ) throws(Fault) -> Settings {
    count += 1
    let place = Place(
      file: file, line: node.mark?.line, column: node.mark?.column, path: path.isEmpty ? nil : path)
    guard count <= mostNodes, depth <= deepest else {
      throw Fault(
        .configuration,
        depth > deepest
          ? "the file is nested deeper than \(deepest) levels"
          : "the file has more than \(mostNodes) nodes once aliases are expanded", at: place)
    }
    switch node {
    case .scalar(let scalar):
      let plain = scalar.style == .plain || scalar.style == .any
      if plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
        return Settings(.null, at: place)
      }
      return Settings(.scalar(scalar.string, quoted: !plain), at: place)
    case .sequence(let sequence):
      var items: [Settings] = []
      for (index, item) in sequence.enumerated() {
        items.append(
          try settings(
            item, file: file, path: "\(path)[\(index)]", depth: depth + 1, count: &count))
      }
      return Settings(.sequence(items), at: place)
    case .mapping(let mapping):
      var entries: [Settings.Entry] = []
      for (key, value) in mapping {
        guard let name = key.string else {
          throw Fault(.configuration, "a key must be a text", at: place)
        }
        let inner = path.isEmpty ? name : "\(path).\(name)"
        entries.append(
          Settings.Entry(
            key: name,
            place: Place(
              file: file, line: key.mark?.line, column: key.mark?.column, path: inner),
            value: try settings(value, file: file, path: inner, depth: depth + 1, count: &count)))
      }
      return Settings(.mapping(entries), at: place)
    case .alias:
      throw Fault(.configuration, "an alias without its anchor", at: place)
    }
  }

  private static func fault(_ error: YamlError, file: String) -> Fault {
    func make(_ problem: String, _ mark: Mark?) -> Fault {
      Fault(
        .configuration, "not YAML: \(problem)",
        at: Place(file: file, line: mark?.line, column: mark?.column))
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return make(problem, mark)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "\($0)" }.sorted().joined(separator: ", ")
      return make("a key stands twice: \(names)", context.mark)
    default: return make("\(error)", nil)
    }
  }
}
