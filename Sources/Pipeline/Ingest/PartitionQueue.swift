package import Diagnostics
internal import Dispatch
internal import Synchronization
package import Telemetry

/// Writes a source's partitions behind its reading: one is written while the next rows are parsed.
///
/// Partitions come back in the order of their frames, and each is what ``StoreWriter`` alone would write,
/// so the store's bytes do not depend on the number of threads. At most one frame waits for the one that
/// is being written: memory is that of three batches.
package final class PartitionQueue: Sendable {
  private struct State {
    var partitions: [StoreManifest.Partition] = []
    var fault: Fault?
  }

  private let writer: StoreWriter
  private let source: String
  private let isBehind: Bool
  private let queue = DispatchQueue(label: "tocsin.partitions")
  private let room = DispatchSemaphore(value: 2)
  private let state = Mutex(State())

  /// A queue of one source; with a single thread everything is written at once.
  package init(_ writer: StoreWriter, source: String, threads: Int) {
    self.writer = writer
    self.source = source
    isBehind = threads > 1
  }

  /// Writes a frame, or has it written.
  ///
  /// - Throws: the first ``Fault`` of this or an earlier frame, as ``StoreWriter/add(_:quality:source:)``.
  package func add(_ frame: Frame, quality: [UInt8]) throws(Fault) {
    if isBehind {
      room.wait()
      queue.async { [self] in
        write(frame, quality)
        room.signal()
      }
    } else {
      write(frame, quality)
    }
    if let fault = state.withLock({ $0.fault }) { throw fault }
  }

  /// Waits until all is written; what comes of it, in order.
  ///
  /// - Throws: the first ``Fault`` of all frames.
  package func finish() throws(Fault) -> [StoreManifest.Partition] {
    wait()
    let (partitions, fault) = state.withLock { ($0.partitions, $0.fault) }
    if let fault { throw fault }
    return partitions
  }

  /// Waits until nothing is being written; to be called also where reading failed.
  package func wait() { queue.sync {} }

  private func write(_ frame: Frame, _ quality: [UInt8]) {
    // What comes after a failure would be removed with it.
    guard state.withLock({ $0.fault == nil }) else { return }
    do throws(Fault) {
      let partition = try writer.partition(of: frame, quality: quality, source: source)
      state.withLock { if let partition { $0.partitions.append(partition) } }
    } catch {
      state.withLock { $0.fault = error }
    }
  }
}
