/// `[TITLE]`, `[COORDINATES]`, `[VERTICES]`, `[LABELS]`, `[TAGS]` and `[BACKDROP]`.
enum TextSections {
  /// The first three lines are kept, 79 bytes each.
  static func title(_ reader: inout InpReader) {
    guard reader.network.title.count < 3 else { return }
    var bytes = reader.line.bytes[reader.line.range].prefix(79)
    while let last = bytes.last, last == 0x0D || last == 0x0A { bytes.removeLast() }
    reader.network.title.append(InpLine.text(bytes))
  }

  static func coordinates(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.count >= 3 else { throw InpFailure(.syntax) }
    let node = try reader.node(0)
    let point = try point(reader)
    reader.network.drawing.setPosition(point, node)
  }

  static func vertices(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.count >= 3 else { throw InpFailure(.syntax) }
    let link = try reader.link(0)
    let point = try point(reader)
    reader.network.drawing.addVertex(point, link)
  }

  static func keep(
    _ reader: inout InpReader,
    in lines: WritableKeyPath<NetworkDrawing, [NetworkDrawing.RawLine]>
  ) {
    reader.network.drawing[keyPath: lines].append(
      NetworkDrawing.RawLine(line: reader.line.number, text: reader.line.text))
  }

  private static func point(_ reader: InpReader) throws(InpFailure) -> NetworkDrawing.Point {
    NetworkDrawing.Point(x: try reader.line.number(1), y: try reader.line.number(2))
  }
}

extension NetworkDrawing {
  mutating func setPosition(_ point: Point, _ node: Int) {
    while positions.count <= node { positions.append(nil) }
    positions[node] = point
  }

  mutating func addVertex(_ point: Point, _ link: Int) {
    while vertices.count <= link { vertices.append([]) }
    vertices[link].append(point)
  }
}
