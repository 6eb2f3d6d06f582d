/// The measured cells of a moment's rows, joined under a policy that keeps the first or the last of each
/// tag: a missing cell displaces nothing.
///
/// Holds a cell per tag however many rows a moment has.
struct MeasuredCells {
  private let keepsLast: Bool
  private var values: [Double]
  private var qualities: [UInt8]
  private var isMeasured: [Bool]
  /// The tags that a row has measured, in the order of their coming.
  private(set) var tags: [Int] = []
  /// How many of ``tags`` the row that is being added gave.
  private var given = 0
  /// Whether the row that is being added has measured anything.
  private var isAnyMeasured = false

  init(tags: Int, keepsLast: Bool) {
    self.keepsLast = keepsLast
    values = [Double](repeating: .nan, count: tags)
    qualities = [UInt8](repeating: CellQuality.missing.rawValue, count: tags)
    isMeasured = [Bool](repeating: false, count: tags)
  }

  /// What a row did to the moment.
  enum Outcome {
    /// All cells are its own now, or it is the first.
    case whole
    /// No cell is its own.
    case nothing
    /// Some cells are its own.
    case part
  }

  /// Begins another row.
  mutating func begin() { (given, isAnyMeasured) = (0, false) }

  /// Adds a cell of the row.
  mutating func add(_ tag: Int, _ value: Double, _ quality: UInt8) {
    if value.isNaN { return }
    isAnyMeasured = true
    if isMeasured[tag] {
      guard keepsLast else { return }
    } else {
      isMeasured[tag] = true
      tags.append(tag)
    }
    given += 1
    values[tag] = value
    qualities[tag] = quality
  }

  /// What the row did whose cells were added.
  ///
  /// A row without any measured cell is whole only beside others that have none either, where the last
  /// one stays.
  func outcome(isFirst: Bool) -> Outcome {
    if given == tags.count, isFirst || isAnyMeasured || keepsLast { return .whole }
    return given == 0 ? .nothing : .part
  }

  /// A tag's cell; one of ``tags``.
  func cell(_ tag: Int) -> (value: Double, quality: UInt8) { (values[tag], qualities[tag]) }

  /// Begins another moment.
  mutating func clear() {
    for tag in tags { isMeasured[tag] = false }
    tags.removeAll(keepingCapacity: true)
    begin()
  }
}
