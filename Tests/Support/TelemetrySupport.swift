public import Diagnostics
internal import Foundation
internal import LinearAlgebra
public import Telemetry

/// A folder of its own for one test; removed with the value.
public final class TemporaryFolder: Sendable {
  /// The path.
  public let path: String

  /// Makes an empty folder.
  public init() throws {
    path = FileManager.default.temporaryDirectory.path + "/tocsin-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file inside.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The names inside, ascending.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The scripts of Tests/References.
public enum ReferenceScripts {
  /// The path of a script.
  public static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("References/\(name)").path
  }
}

/// Random frames for laws that hold for every frame.
public enum RandomFrames {
  /// A frame at 1-minute steps; about `missing` of the cells are NaN, others of mixed magnitude.
  public static func frame(
    rows: Int, tags: Int, missing: Double = 0.1, start: Int64 = 1_767_225_600_000_000_000,
    using generator: inout SeededGenerator
  ) -> Frame {
    var values = Matrix(rows: rows, columns: tags)
    for column in 0..<tags {
      for row in 0..<rows {
        let exponent = Int(generator.uniform() * 40) - 20
        values[row, column] =
          generator.uniform() < missing
          ? .nan
          : (generator.uniform() - 0.5) * Double(sign: .plus, exponent: exponent, significand: 1)
      }
    }
    return Frame(
      times: (0..<rows).map { Timestamp(nanoseconds: start + Int64($0) * 60_000_000_000) },
      tags: (0..<tags).map { Tag(id: "t\($0)") }, values: values)
  }
}

extension Frame {
  /// Whether times, tags and the values' bits are the same, every NaN counting as one.
  public func isIdentical(to other: Frame) -> Bool {
    times == other.times && tags == other.tags && values.rows == other.values.rows
      && values.columns == other.values.columns
      && zip(values.elements, other.values.elements).allSatisfy {
        $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN)
      }
  }
}

/// The fault that an expression throws; nil where it throws none.
public func fault<Result: ~Copyable>(
  of body: () throws -> Result
) -> Fault? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Fault
  }
}
