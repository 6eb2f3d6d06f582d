/// Where a problem is: a file position, a configuration path, a tag; whatever is known.
public struct Place: Sendable, Equatable, CustomStringConvertible {
  /// The file, as the user named it.
  public var file: String?
  /// The line, from 1.
  public var line: Int?
  /// The column, from 1.
  public var column: Int?
  /// A path inside the file or data: `train.detectors[0].use`, `tag L_T1`.
  public var path: String?

  /// Makes a place of what is known.
  public init(file: String? = nil, line: Int? = nil, column: Int? = nil, path: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
  }

  /// `file:line:column, path` without the parts that are not known.
  public var description: String {
    var position = file ?? ""
    if let line {
      position += position.isEmpty ? "line \(line)" : ":\(line)"
      if let column { position += ":\(column)" }
    }
    return [position, path ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// `plant.yaml:12`: the file's own name and the line, as far as they are known, else all that is.
  public var shortText: String {
    guard let file, let name = file.split(separator: "/").last else { return description }
    return String(name) + (line.map { ":\($0)" } ?? "")
  }
}
