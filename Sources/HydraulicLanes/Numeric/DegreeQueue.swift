/// Rows by their degree, smallest degree and then smallest index first: a binary heap.
struct DegreeQueue {
  private var heap: [Int]
  private var place: [Int]
  private var degrees: [Int]

  init(degrees: [Int]) {
    self.degrees = degrees
    heap = Array(degrees.indices)
    place = Array(degrees.indices)
    for at in stride(from: heap.count / 2, through: 0, by: -1) { sink(at) }
  }

  mutating func popSmallest() -> Int? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    place[first] = -1
    if !heap.isEmpty {
      heap[0] = last
      place[last] = 0
      sink(0)
    }
    return first
  }

  mutating func update(_ row: Int, degree: Int) {
    degrees[row] = degree
    guard place[row] >= 0 else { return }
    rise(place[row])
    sink(place[row])
  }

  private func comesBefore(_ a: Int, _ b: Int) -> Bool {
    (degrees[heap[a]], heap[a]) < (degrees[heap[b]], heap[b])
  }

  private mutating func exchange(_ a: Int, _ b: Int) {
    heap.swapAt(a, b)
    place[heap[a]] = a
    place[heap[b]] = b
  }

  private mutating func rise(_ start: Int) {
    var at = start
    while at > 0 && comesBefore(at, (at - 1) / 2) {
      exchange(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  private mutating func sink(_ start: Int) {
    var at = start
    while true {
      var least = at
      for child in [2 * at + 1, 2 * at + 2] where child < heap.count {
        if comesBefore(child, least) { least = child }
      }
      if least == at { return }
      exchange(at, least)
      at = least
    }
  }
}
