internal import Diagnostics

/// Merges sorted runs; cells that are equal but for their place come in the order of the runs.
struct CellMerge {
  private struct Source {
    var cells: [LongPivot.Cell]
    var at = 0
    var rest: Range<Int>
  }

  private let spill: SpillFile?
  private var sources: [Source] = []
  /// Source numbers as a binary heap by their next cells.
  private var heap: [Int] = []
  private let blockCells: Int

  /// Starts with the runs on disk, then one in memory.
  init(spill: SpillFile?, last: [LongPivot.Cell]) throws(Fault) {
    self.spill = spill
    let runs = spill?.runs ?? []
    // All blocks together hold about one run.
    blockCells = max(256, LongPivot.runCells / max(1, runs.count))
    for run in runs {
      sources.append(Source(cells: [], rest: run))
      try refill(sources.count - 1)
    }
    sources.append(Source(cells: last, rest: 0..<0))
    heap = sources.indices.filter { !sources[$0].cells.isEmpty }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  private mutating func refill(_ index: Int) throws(Fault) {
    let rest = sources[index].rest
    guard let spill, !rest.isEmpty else { return }
    let count = min(blockCells, rest.count)
    sources[index].cells = try spill.read(rest.lowerBound..<rest.lowerBound + count)
    sources[index].at = 0
    sources[index].rest = rest.lowerBound + count..<rest.upperBound
  }

  /// The next cell; nil at the end.
  mutating func next() throws(Fault) -> LongPivot.Cell? {
    guard let top = heap.first else { return nil }
    let cell = sources[top].cells[sources[top].at]
    sources[top].at += 1
    if sources[top].at == sources[top].cells.count {
      if sources[top].rest.isEmpty {
        sources[top].cells = []
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      } else {
        try refill(top)
      }
    }
    if !heap.isEmpty { sink(0) }
    return cell
  }

  private func comesFirst(_ a: Int, _ b: Int) -> Bool {
    let x = sources[a].cells[sources[a].at]
    let y = sources[b].cells[sources[b].at]
    if x.time != y.time { return x.time < y.time }
    if x.unit != y.unit { return x.unit < y.unit }
    if x.tag != y.tag { return x.tag < y.tag }
    return a < b
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && comesFirst(heap[child], heap[least]) { least = child }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
