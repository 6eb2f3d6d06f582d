internal import CYaml
internal import Diagnostics

/// Holds a YAML text against the limits before a tree is made of it.
///
/// A tree shares what aliases repeat, so it stays small; but a parser that looks for keys that stand twice
/// goes through all of a key, and a list of lists of aliases as a key takes it for ever. Here every node is
/// counted once, as an event of libyaml. O(bytes).
struct YAMLEvents {
  /// An open list or mapping.
  private struct Level {
    let isMapping: Bool
    let anchor: String?
    /// The nodes in it so far, itself included.
    var nodes = 1
    /// Whether a mapping's next node is a key.
    var takesKey = true
  }

  private let file: String
  private var levels: [Level] = []
  /// How many nodes stand behind each anchor.
  private var anchors: [String: Int] = [:]

  private init(file: String) { self.file = file }

  /// Reads the events up to the first that breaks a limit or the text's end.
  ///
  /// What is no YAML is left to the parser that tells of it.
  /// - Throws: ``Fault`` of kind `configuration` with the place of the node.
  static func check(_ text: String, file: String) throws(Fault) {
    var events = YAMLEvents(file: file)
    var text = text
    // Typed throws do not pass through withUTF8 yet: carry the result out.
    let result = text.withUTF8 { bytes in
      Result { () throws(Fault) in try events.read(bytes) }
    }
    try result.get()
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw Fault(.ourBug, "libyaml gives no parser", at: Place(file: file))
    }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { return }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return }
      try take(event)
    }
  }

  private mutating func take(_ event: yaml_event_t) throws(Fault) {
    switch event.type {
    case YAML_SCALAR_EVENT:
      try add(1, event)
      if let anchor = event.data.scalar.anchor { anchors[Self.text(anchor)] = 1 }
    case YAML_ALIAS_EVENT:
      let nodes = event.data.alias.anchor.flatMap { anchors[Self.text($0)] } ?? 1
      if nodes > 1 { try refuseKey(event) }
      try add(nodes, event)
    case YAML_SEQUENCE_START_EVENT:
      try open(
        Level(isMapping: false, anchor: event.data.sequence_start.anchor.map(Self.text)), event)
    case YAML_MAPPING_START_EVENT:
      try open(
        Level(isMapping: true, anchor: event.data.mapping_start.anchor.map(Self.text)), event)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      guard let closed = levels.popLast() else { return }
      if let anchor = closed.anchor { anchors[anchor] = closed.nodes }
      try add(closed.nodes, event)
    default: break
    }
  }

  private mutating func open(_ level: Level, _ event: yaml_event_t) throws(Fault) {
    try refuseKey(event)
    guard levels.count < YAMLFile.deepest + 1 else {
      throw fault("the file is nested deeper than \(YAMLFile.deepest) levels", event)
    }
    levels.append(level)
  }

  /// A whole node has ended: it counts for what it stands in.
  private mutating func add(_ nodes: Int, _ event: yaml_event_t) throws(Fault) {
    guard let last = levels.indices.last else { return }
    let (sum, overflow) = levels[last].nodes.addingReportingOverflow(nodes)
    guard !overflow, sum <= YAMLFile.mostNodes else {
      throw fault(
        "the file has more than \(YAMLFile.mostNodes) nodes once aliases are expanded", event)
    }
    levels[last].nodes = sum
    levels[last].takesKey.toggle()
  }

  /// Refuses a list or mapping where a mapping takes a key.
  private func refuseKey(_ event: yaml_event_t) throws(Fault) {
    guard let level = levels.last, level.isMapping, level.takesKey else { return }
    throw fault("a key must be a text", event)
  }

  private func fault(_ problem: String, _ event: yaml_event_t) -> Fault {
    Fault(
      .configuration, problem,
      at: Place(
        file: file, line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1))
  }

  private static func text(_ anchor: UnsafeMutablePointer<yaml_char_t>) -> String {
    String(cString: anchor)
  }
}
