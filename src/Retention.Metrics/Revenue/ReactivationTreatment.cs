namespace Retention.Metrics.Revenue;

/// <summary>Whether revenue from customers who had left and came back counts in a rate. Systems disagree, so each rate says what it did.</summary>
public enum ReactivationTreatment
{
    /// <summary>It does not count: those customers were not there at the start.</summary>
    Excluded = 0,

    /// <summary>It counts as a gain.</summary>
    Included = 1,
}
