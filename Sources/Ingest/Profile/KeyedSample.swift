internal import Foundation

/// A uniform sample of many items in bounded memory, the same however the items are cut or ordered.
///
/// Every item has a key that its moment decides. Kept are the items whose key lies below a
/// threshold, which is halved until they fit; so the sample hangs on the set of items alone.
/// It is the whole set where that fits. Reference: Cohen & Kaplan (2007), "Summarizing data using
/// bottom-k sketches".
struct KeyedSample: Sendable {
  /// One item: its key, and 16 bytes whose meaning the owner knows.
  struct Item: Sendable, Hashable {
    var key: UInt32
    var x: UInt64
    var y: UInt64

    /// Puts items into an order that hangs on nothing else.
    static func precedes(_ a: Item, _ b: Item) -> Bool { (a.key, a.x, a.y) < (b.key, b.x, b.y) }
  }

  /// The most items that are kept: what a store keeps per tag and file is some 20 bytes for each.
  static let capacity = 512
  /// Beyond this threshold keys are as good as equal, and what does not fit is left out.
  private static let mostHalvings = 28

  /// The items below the threshold, in no order.
  private(set) var items: [Item] = []
  /// How often the threshold was halved.
  private var halvings = 0
  /// Items with smaller keys are kept.
  private(set) var threshold = UInt32.max

  /// The key of a moment.
  ///
  /// Reference: the mixing function of SplitMix64, Steele, Lea & Flood (2014).
  @inline(__always)
  static func key(_ nanoseconds: Int64) -> UInt32 {
    var z = UInt64(bitPattern: nanoseconds) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return UInt32(truncatingIfNeeded: z >> 32)
  }

  /// Takes an item whose key lies below the threshold.
  @inline(never)
  mutating func keep(_ item: Item) {
    if items.count == Self.capacity, halvings == Self.mostHalvings { return }
    items.append(item)
    shrink()
  }

  private mutating func shrink() {
    while items.count > Self.capacity, halvings < Self.mostHalvings { halve() }
    if items.count > Self.capacity {
      items.sort(by: Item.precedes)
      items.removeSubrange(Self.capacity...)
    }
  }

  private mutating func halve() {
    halvings += 1
    threshold = UInt32.max >> UInt32(halvings)
    let limit = threshold
    items.removeAll { $0.key >= limit }
  }

  /// Joins the sample of other items.
  mutating func merge(_ other: KeyedSample) {
    while halvings < other.halvings { halve() }
    for item in other.items where item.key < threshold { items.append(item) }
    shrink()
  }
}

extension KeyedSample: Hashable {
  /// Equal where the same items were kept, in whatever order.
  static func == (a: KeyedSample, b: KeyedSample) -> Bool {
    a.halvings == b.halvings && a.items.count == b.items.count
      && a.items.sorted(by: Item.precedes) == b.items.sorted(by: Item.precedes)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(halvings)
    hasher.combine(items.count)
  }
}

extension KeyedSample: Codable {
  private enum CodingKeys: String, CodingKey { case halvings, items }

  /// Decodes what ``encode(to:)`` wrote.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let wanted = try container.decode(Int.self, forKey: .halvings)
    let bytes = [UInt8](try container.decode(Data.self, forKey: .items))
    func number(_ start: Int, _ count: Int) -> UInt64 {
      bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    for _ in 0..<max(0, min(wanted, Self.mostHalvings)) { halve() }
    for start in stride(from: 0, to: bytes.count - bytes.count % 20, by: 20) {
      let item = Item(
        key: UInt32(truncatingIfNeeded: number(start, 4)), x: number(start + 4, 8),
        y: number(start + 12, 8))
      if item.key < threshold { keep(item) }
    }
  }

  /// Encodes the items in the order of their keys, 20 little-endian bytes each.
  func encode(to encoder: any Encoder) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(items.count * 20)
    func put(_ number: UInt64, _ count: Int) {
      for place in 0..<count {
        bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(place))))
      }
    }
    for item in items.sorted(by: Item.precedes) {
      put(UInt64(item.key), 4)
      put(item.x, 8)
      put(item.y, 8)
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(halvings, forKey: .halvings)
    try container.encode(Data(bytes), forKey: .items)
  }
}
