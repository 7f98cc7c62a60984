using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Retention.Metrics.Tests.Support;

// Stands in for the package FsCheck.Xunit with its surface. To change over: delete this file, reference FsCheck.Xunit, and import its namespace in the test project.

/// <summary>A test whose arguments are generated; returns nothing, a truth value or a <see cref="FsCheck.Property"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Retention.Metrics.Tests.Support.PropertyDiscoverer", "Retention.Metrics.Tests")]
public sealed class PropertyAttribute : FactAttribute
{
    /// <summary>How many cases are tried.</summary>
    public int MaxTest { get; set; } = 100;

    /// <summary>Classes of generators; the first wins, and all win over those of <see cref="PropertiesAttribute"/>.</summary>
    public Type[] Arbitrary { get; set; } = [];

    /// <summary>"seed,gamma" or "seed,gamma,size", as a failure prints it; parentheses are allowed.</summary>
    public string? Replay { get; set; }
}

/// <summary>What every property of a class or of the assembly has in common.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class PropertiesAttribute : Attribute
{
    /// <summary>Classes of generators.</summary>
    public Type[] Arbitrary { get; set; } = [];
}

/// <summary>Makes one test case of each method marked as a property.</summary>
public sealed class PropertyDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new PropertyTestCase(diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

/// <summary>One property, run by the generator of arguments in place of a plain call.</summary>
public sealed class PropertyTestCase : XunitTestCase
{
    /// <summary>For the test runner only, which restores cases from text.</summary>
    [Obsolete("Called by the test runner when it restores a case.", error: true)]
    public PropertyTestCase()
    {
    }

    internal PropertyTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method)
    {
    }

    /// <inheritdoc/>
    public override Task<RunSummary> RunAsync(IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
        new CaseRunner(this, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();

    private sealed class CaseRunner(PropertyTestCase property, object[] constructorArguments, IMessageBus bus, ExceptionAggregator aggregator, CancellationTokenSource cancellation)
        : XunitTestCaseRunner(property, property.DisplayName, property.SkipReason, constructorArguments, [], bus, aggregator, cancellation)
    {
        protected override XunitTestRunner CreateTestRunner(ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments, MethodInfo testMethod, object[] testMethodArguments, string skipReason, IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
            new TestRunner(test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource);
    }

    private sealed class TestRunner(ITest test, IMessageBus bus, Type testClass, object[] constructorArguments, MethodInfo method, object[] arguments, string skip, IReadOnlyList<BeforeAfterTestAttribute> beforeAfter, ExceptionAggregator aggregator, CancellationTokenSource cancellation)
        : XunitTestRunner(test, bus, testClass, constructorArguments, method, arguments, skip, beforeAfter, aggregator, cancellation)
    {
        protected override Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator) =>
            new Invoker(Test, MessageBus, TestClass, ConstructorArguments, TestMethod, TestMethodArguments, BeforeAfterAttributes, aggregator, CancellationTokenSource).RunAsync();
    }

    private sealed class Invoker(ITest test, IMessageBus bus, Type testClass, object[] constructorArguments, MethodInfo method, object[] arguments, IReadOnlyList<BeforeAfterTestAttribute> beforeAfter, ExceptionAggregator aggregator, CancellationTokenSource cancellation)
        : XunitTestInvoker(test, bus, testClass, constructorArguments, method, arguments, beforeAfter, aggregator, cancellation)
    {
        protected override Task<decimal> InvokeTestMethodAsync(object testClassInstance) =>
            Aggregator.RunAsync(async () =>
            {
                await Timer.AggregateAsync(() =>
                {
                    var attribute = TestMethod.GetCustomAttribute<PropertyAttribute>()!;
                    attribute.MaxTest = Laws.Cases(attribute.MaxTest, Environment.GetEnvironmentVariable(Laws.CasesVariable));
                    Laws.Check(TestMethod, testClassInstance, attribute);
                    return Task.CompletedTask;
                }).ConfigureAwait(false);
                return Timer.Total;
            });
    }
}
