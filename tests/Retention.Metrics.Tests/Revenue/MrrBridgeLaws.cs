using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class MrrBridgeLaws
{
    [Property]
    public void A_bridge_of_customers_leads_from_their_sum_at_the_start_to_their_sum_at_the_end(AnyAccounts accounts)
    {
        Assert.Equal(accounts.Rows.Sum(r => r.AtStart), accounts.Bridge.Opening);
        Assert.Equal(accounts.Rows.Sum(r => r.AtEnd), accounts.Bridge.Closing);
        Assert.Equal(accounts.Bridge.Closing - accounts.Bridge.Opening, accounts.Bridge.NetNew);
    }

    [Property]
    public void Bridges_of_shards_add_to_the_bridge_of_all_in_any_order(AnyAccounts one, AnyAccounts two, AnyAccounts three)
    {
        var (a, b, c) = (one.Bridge, two.Bridge, three.Bridge);
        Assert.Equal(new AnyAccounts([.. one.Rows, .. two.Rows]).Bridge, a + b);
        Assert.Equal(a + b, b + a);
        Assert.Equal((a + b) + c, a + (b + c));
        Assert.Equal(a, a + MrrBridge.AdditiveIdentity);
    }

    [Property]
    public void Movements_of_customers_give_the_rates_of_their_amounts(AnyAccounts accounts)
    {
        var there = accounts.Rows.Where(r => r.AtStart > 0).ToList();
        Assert.Equal(NetRevenueRetention.FromCohort(there.Sum(r => r.AtStart), there.Sum(r => r.AtEnd)), accounts.Bridge.NetRevenueRetention);
        Assert.Equal(new MoneyRatio(there.Sum(r => Math.Min(r.AtStart, r.AtEnd)), there.Sum(r => r.AtStart)), accounts.Bridge.GrossRevenueRetention.Evidence);
    }

    [Property]
    public void Gross_retention_exceeds_neither_one_nor_net_retention(AnyAccounts accounts)
    {
        var (gross, net) = (accounts.Bridge.GrossRevenueRetention, accounts.Bridge.NetRevenueRetention);
        Assert.Equal(gross.Value is null, net.Value is null);
        Assert.True(gross.Value is null || (gross.Value <= 1 && gross.Value <= net.Value));
        Assert.True(net.Value is null || net.Value <= NetRevenueRetention.From(accounts.Bridge, ReactivationTreatment.Included).Value);
    }

    [Property]
    public void Churn_is_what_retention_leaves(AnyAccounts accounts)
    {
        foreach (var treatment in Enum.GetValues<ReactivationTreatment>())
        {
            var net = NetRevenueRetention.From(accounts.Bridge, treatment);
            Assert.Equal(RevenueChurn.Net(accounts.Bridge, treatment), net.Churn);
            Assert.Equal(net.Value, net.Churn.Retention);
            Assert.Equal(net.Evidence.Denominator, net.Evidence.Numerator + net.Churn.Evidence.Numerator);
        }

        Assert.Equal(accounts.Bridge.GrossRevenueRetention.Value, RevenueChurn.Gross(accounts.Bridge).Retention);
    }

    [Property]
    public void Rates_of_shards_pool_to_the_rate_of_all(AnyAccounts one, AnyAccounts two)
    {
        var all = one.Bridge + two.Bridge;
        foreach (var treatment in Enum.GetValues<ReactivationTreatment>())
        {
            Assert.Equal(NetRevenueRetention.From(all, treatment), NetRevenueRetention.From(one.Bridge, treatment) + NetRevenueRetention.From(two.Bridge, treatment));
            Assert.Equal(RevenueChurn.Net(all, treatment), RevenueChurn.Net(one.Bridge, treatment) + RevenueChurn.Net(two.Bridge, treatment));
            Assert.Equal(QuickRatio.From(all, treatment), QuickRatio.From(one.Bridge, treatment) + QuickRatio.From(two.Bridge, treatment));
        }

        Assert.Equal(all.GrossRevenueRetention, one.Bridge.GrossRevenueRetention + two.Bridge.GrossRevenueRetention);
    }

    [Property]
    public void A_quick_ratio_above_one_is_growth(AnyAccounts accounts)
    {
        var bridge = accounts.Bridge;
        Assert.Equal(bridge.Losses == 0, bridge.QuickRatio.Value is null);
        Assert.True(bridge.QuickRatio.Value is not { } q || q > 1 == bridge.Closing > bridge.Opening);
    }
}
