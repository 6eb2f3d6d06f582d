internal import CZstd

/// What the bodies of an Arrow file are packed with, by their numbers in Arrow's `Message.fbs`.
enum ArrowCodec: UInt8 {
  case lz4Frame = 0
  case zstd = 1

  /// The first `count` bytes of what the packed bytes hold; nil where they are damaged or hold fewer.
  ///
  /// Memory is touched only as far as bytes come out, whatever `count` says.
  func unpacked(_ packed: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    let bytes =
      switch self {
      case .lz4Frame: LZ4Frame.decompress(packed, count: count)
      case .zstd: Self.zstd(packed, count: count)
      }
    return bytes?.count == count ? bytes : nil
  }

  private static func zstd(_ packed: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    guard let context = ZSTD_createDCtx() else { return nil }
    defer { ZSTD_freeDCtx(context) }
    var isSound = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var input = ZSTD_inBuffer(src: packed.baseAddress, size: packed.count, pos: 0)
      var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: count, pos: 0)
      while output.pos < count, input.pos < input.size {
        let before = (input.pos, output.pos)
        let status = ZSTD_decompressStream(context, &output, &input)
        if ZSTD_isError(status) != 0 || before == (input.pos, output.pos) {
          isSound = false
          break
        }
      }
      // What libzstd still holds back comes without further input.
      while isSound, output.pos < count {
        let before = output.pos
        let status = ZSTD_decompressStream(context, &output, &input)
        if ZSTD_isError(status) != 0 || output.pos == before { break }
      }
      filled = output.pos
    }
    return isSound ? bytes : nil
  }
}
