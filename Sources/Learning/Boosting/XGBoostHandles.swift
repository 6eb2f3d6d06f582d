internal import CXGBoost
internal import Diagnostics
internal import LinearAlgebra

/// XGBoost's copy of some cases; freed with its last use.
struct XGBoostData: ~Copyable {
  fileprivate let handle: DMatrixHandle?
  private let count: Int

  /// Copies *cases × features* as single numbers; NaN is missing.
  init(_ cases: Matrix) throws(Fault) {
    let rows = cases.transposed().elements.map { Float($0) }
    var made: DMatrixHandle?
    try XGBoostStatus.check(
      XGDMatrixCreateFromMat(
        rows, UInt64(cases.rows), UInt64(cases.columns), .nan, &made))
    handle = made
    count = cases.rows
  }

  deinit { XGDMatrixFree(handle) }

  /// Sets a number per case: `label` or `weight`.
  func set(_ field: String, _ values: [Float]) throws(Fault) {
    try XGBoostStatus.check(XGDMatrixSetFloatInfo(handle, field, values, UInt64(count)))
  }
}

/// XGBoost's model while it grows; freed with its last use.
struct XGBoostBooster: ~Copyable {
  private let handle: BoosterHandle?

  /// A model without trees for the features of some cases.
  init(_ data: borrowing XGBoostData) throws(Fault) {
    var made: BoosterHandle?
    let matrices = [data.handle]
    try XGBoostStatus.check(XGBoosterCreate(matrices, 1, &made))
    handle = made
  }

  deinit { XGBoosterFree(handle) }

  /// Sets a parameter by XGBoost's name of it.
  func set(_ name: String, _ value: String) throws(Fault) {
    try XGBoostStatus.check(XGBoosterSetParam(handle, name, value))
  }

  /// Grows the next tree.
  func update(_ round: Int, _ data: borrowing XGBoostData) throws(Fault) {
    try XGBoostStatus.check(XGBoosterUpdateOneIter(handle, Int32(round), data.handle))
  }

  /// The model as XGBoost writes it.
  func json() throws(Fault) -> String {
    var count: UInt64 = 0
    // The library's own memory, good until its next call.
    var bytes: UnsafePointer<CChar>?
    try XGBoostStatus.check(
      XGBoosterSaveModelToBuffer(handle, #"{"format": "json"}"#, &count, &bytes))
    let text = UnsafeRawBufferPointer(start: bytes, count: Int(count))
    return String(decoding: text, as: UTF8.self)
  }

  /// The sums of the trees for each case, before they are made probabilities.
  func margins(_ data: borrowing XGBoostData) throws(Fault) -> [Float] {
    let wanted =
      #"{"type": 1, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false}"#
    var shape: UnsafePointer<UInt64>?
    var rank: UInt64 = 0
    var result: UnsafePointer<Float>?
    try XGBoostStatus.check(
      XGBoosterPredictFromDMatrix(handle, data.handle, wanted, &shape, &rank, &result))
    let extents = UnsafeBufferPointer(start: shape, count: Int(rank))
    return Array(UnsafeBufferPointer(start: result, count: Int(extents.reduce(1, *))))
  }
}

/// What XGBoost's functions return.
enum XGBoostStatus {
  /// Turns a failure into a fault with what the library says of it, without the time and its stack.
  static func check(_ status: Int32) throws(Fault) {
    guard status != 0 else { return }
    let text = XGBGetLastError().map { String(cString: $0) } ?? "no reason is given"
    var lines = text.split(separator: "\n").prefix { !$0.hasPrefix("Stack trace") }
    // "[12:34:56] what went wrong"
    if let first = lines.first, first.hasPrefix("["), let end = first.firstIndex(of: "]") {
      lines[lines.startIndex] = first[first.index(after: end)...].drop { $0 == " " }
    }
    throw Fault(.badData, "XGBoost: \(lines.joined(separator: "; "))")
  }
}
