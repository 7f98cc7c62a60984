namespace Retention.Metrics.Surveys;

/// <summary>Who was asked whether they would recommend. The arithmetic is the same; scores of different kinds are not pooled or compared.</summary>
public enum NpsKind
{
    /// <summary>Customers: the Net Promoter Score.</summary>
    Customer = 0,

    /// <summary>Employees: the employee Net Promoter Score (eNPS), which has levels of its own.</summary>
    Employee = 1,
}
