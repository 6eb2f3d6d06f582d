public import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// How far sensors lie from what the plant's twin foretells them, one row ahead.
///
///     rₜ = (xₜ − x̂ₜ) / scale,   score = √( rₜ Ω⁻¹ rₜᵀ / p )
///
/// x̂ is ``OneStepProcess``, the twin identified from telemetry alone: stocks from their last values and what flowed,
/// gated flows from the state of their pumps and valves, pressures from both, all by the time of the week. What
/// ``VARInnovations`` has to take for linear, here has switches, squares and gates; what no equation foretells,
/// actuators, is for ``ActuatorRules``. Ω is the residuals' covariance on rows in which equations have something to say
/// (a meter behind a pump that stands is 0), as it is to be expected on other rows, with the noise floor. A sensor whose
/// equation lacks a cell has no part, p counts the others; a row in which nothing can be judged scores 0. The first row
/// after a gap cannot be scored. The twin is fitted anew in each fold, so that limits are those of unseen time.
/// Fitting keeps the rows of normal time. Complexity: fit as ``ActuatorRules`` and O(rows · terms²), score O(n (terms + c) c).
/// Reference: residuals of a model of the plant were what won BATADAL, Housh & Ohar (2018), Water Research 139.
public struct TwinResidual: Detector {
  /// The id in configuration files.
  public static let id = "twin-residual"
  /// What it is.
  public static let summary =
    "distance of the sensors from what the identified twin foretells one row ahead"

  /// λ of all regressions, on standardised terms, 1e-9 to 1.
  public let ridge: Double

  /// Reads `ridge`.
  public init(_ fields: inout Fields) {
    ridge = fields.number("ridge", default: 1e-4, in: 1e-9...1)
  }

  /// The one setting.
  public var settings: [String: String] { ["ridge": "\(ridge)"] }

  /// The rows themselves, and their moments.
  public func emptyStatistic(_ context: TrainingContext) -> MomentsAndRows {
    MomentsAndRows(lags: 0, context)
  }

  /// Identifies the process and takes the covariance of what it leaves.
  public func model(
    from statistic: MomentsAndRows, _ context: TrainingContext
  ) throws(Fault) -> TwinResidualModel {
    let tags = try GaussianTags(moments: statistic.moments, floor: context.floor)
    let record = statistic.rows.record
    let process = try OneStepProcess.identified(record, ridge: ridge)
    return try TwinResidualModel(
      tags: tags, process: process, record: record, floor: context.floor,
      interval: context.interval)
  }
}

extension OneStepProcess {
  /// The one-step process of rows.
  ///
  /// - Throws: ``Fault`` of kind `badData` where they do not tell it.
  static func identified(_ record: ProcessRecord, ridge: Double) throws(Fault) -> OneStepProcess {
    do {
      return try OneStepProcess(record, ridge: ridge)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.badData, "the twin cannot be identified: \(error)")
    }
  }
}
