/// The memory of eight lanes: one block per array, freed with the owner.
final class LaneMemory {
  private var blocks: [UnsafeMutableRawPointer] = []
  /// The bytes taken so far.
  private(set) var byteCount = 0

  deinit { for block in blocks { block.deallocate() } }

  /// `count` slots, all lanes set to one number.
  func array(_ count: Int, _ value: Double = 0) -> LaneArray {
    let slots = max(count, 1)
    let block = take(slots * 64)
    let vectors = block.bindMemory(to: LaneVector.self, capacity: slots)
    vectors.initialize(repeating: LaneVector(repeating: value), count: slots)
    return LaneArray(
      vectors: vectors,
      numbers: UnsafeMutableRawPointer(vectors).assumingMemoryBound(to: Double.self))
  }

  /// `count` masks, all set or all cleared.
  func masks(_ count: Int, set: Bool) -> UnsafeMutablePointer<LaneBits> {
    let slots = max(count, 1)
    let masks = take(slots * 64).bindMemory(to: LaneBits.self, capacity: slots)
    masks.initialize(repeating: LaneBits(repeating: set ? -1 : 0), count: slots)
    return masks
  }

  /// `count` bytes of one value.
  func bytes(_ count: Int, _ value: UInt8) -> UnsafeMutablePointer<UInt8> {
    let size = max(count, 1)
    let bytes = take(size).bindMemory(to: UInt8.self, capacity: size)
    bytes.initialize(repeating: value, count: size)
    return bytes
  }

  private func take(_ size: Int) -> UnsafeMutableRawPointer {
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    blocks.append(block)
    byteCount += size
    return block
  }
}
