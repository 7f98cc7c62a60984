using System.Reflection;
using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

public class IndustryTests
{
    private static readonly Industry PetInsurance = new("pet-insurance", "Pet insurance")
    {
        ChineseName = "宠物保险",
        Aliases = ["insurance for pets"],
        Parent = Industry.Insurance,
        Codes = new Dictionary<string, string>(StringComparer.Ordinal) { ["naics"] = "524128" },
    };

    [Fact]
    public void An_industry_is_its_id()
    {
        Assert.Equal(new Industry("toys", "Toys"), new Industry("toys", "Toys and games"));
        Assert.NotEqual(new Industry("toys", "Toys"), new Industry("games", "Toys"));
        Assert.Equal(new Industry("toys", "Toys").GetHashCode(), new Industry("toys", "Toys and games").GetHashCode());
        Assert.False(new Industry("toys", "Toys").Equals(null));
        Assert.Equal("Pet insurance", PetInsurance.ToString());
    }

    [Fact]
    public void Every_industry_of_the_properties_is_in_the_built_in_catalog()
    {
        var properties = typeof(Industry).GetProperties(BindingFlags.Public | BindingFlags.Static);
        Assert.Equal(23, properties.Length);
        var industries = properties.Select(p => (Industry)p.GetValue(null)!).ToList();
        Assert.Distinct(industries);
        Assert.All(industries, i => Assert.Same(i, BenchmarkCatalog.BuiltIn.FindIndustry(i.Id)));
    }

    [Theory]
    [InlineData("all", "All industries", "各行业")]
    [InlineData("media", "Media", "媒体")]
    [InlineData("professional-services", "Professional services", "专业服务")]
    [InlineData("software-it", "Software and IT services", "软件与IT服务")]
    [InlineData("finance-banking", "Finance and banking", "金融与银行")]
    [InlineData("automotive-transport", "Automotive and transport", "汽车与交通")]
    [InlineData("ecommerce", "E-commerce", "电商")]
    [InlineData("hospitality-travel-restaurants", "Hospitality, travel and restaurants", "酒店、旅游与餐饮")]
    public void The_eight_industries_have_names_in_English_and_Chinese_that_find_them(string id, string english, string chinese)
    {
        var industry = BenchmarkCatalog.BuiltIn.FindIndustry(id);
        Assert.Equal(english, industry.Name);
        Assert.Equal(chinese, industry.ChineseName);
        Assert.Same(industry, BenchmarkCatalog.BuiltIn.FindIndustry(english));
        Assert.Same(industry, BenchmarkCatalog.BuiltIn.FindIndustry(chinese));
    }

    [Fact]
    public void Every_built_in_industry_has_a_Chinese_name_and_leads_to_all()
    {
        Assert.All(BenchmarkCatalog.BuiltIn.Industries, i => Assert.NotNull(i.ChineseName));
        Assert.All(BenchmarkCatalog.BuiltIn.Industries, i => Assert.True(i.IsWithin(Industry.All)));
    }

    [Theory]
    [InlineData("RETAIL", "retail")]
    [InlineData("  retail ", "retail")]
    [InlineData("ＲＥＴＡＩＬ", "retail")]
    [InlineData("Rétâil", "retail")]
    [InlineData("e commerce", "ecommerce")]
    [InlineData("E-COMMERCE", "ecommerce")]
    [InlineData("e–commerce", "ecommerce")]
    [InlineData("ecommerce/pet", "ecommerce/pet")]
    [InlineData("电子商务", "ecommerce")]
    [InlineData("IT services", "it-services")]
    [InlineData("ＩＴ服务", "it-services")]
    [InlineData("SaaS", "saas")]
    [InlineData("b2b saas", "b2b-saas")]
    [InlineData("TELECOM", "telecommunications")]
    [InlineData("all　industries", "all")]
    public void A_name_is_found_whatever_its_case_width_accents_and_hyphens(string name, string id) =>
        Assert.Equal(id, BenchmarkCatalog.BuiltIn.FindIndustry(name).Id);

    [Theory]
    [InlineData("software", "software-it", "it-software")]
    [InlineData("软件", "software-it", "it-software")]
    [InlineData("it", "software-it", "it-software", "it-services")]
    [InlineData("ＩＴ", "software-it", "it-software", "it-services")]
    [InlineData("金融", "finance-banking", "financial-services")]
    public void An_ambiguous_alias_is_refused_and_names_every_candidate(string alias, params string[] candidates)
    {
        var refused = Assert.Throws<ArgumentException>(() => BenchmarkCatalog.BuiltIn.FindIndustry(alias));
        Assert.All(candidates, id => Assert.Contains($"({id})", refused.Message, StringComparison.Ordinal));
        Assert.Equal(candidates, BenchmarkCatalog.BuiltIn.IndustriesNamed(alias).Select(i => i.Id));
    }

    [Theory]
    [InlineData("falconry")]
    [InlineData("")]
    [InlineData("\uD800")]
    public void An_unknown_name_is_refused_and_names_what_there_is(string name)
    {
        var refused = Assert.Throws<ArgumentException>(() => BenchmarkCatalog.BuiltIn.FindIndustry(name));
        Assert.Contains("hospitality-travel-restaurants", refused.Message, StringComparison.Ordinal);
        Assert.Empty(BenchmarkCatalog.BuiltIn.IndustriesNamed(name));
    }

    // What string.Normalize does depends on the machine's Unicode data; these letters do not.
    [Theory]
    [InlineData("ÀÉÎÕÜ", "AEIOU")]
    [InlineData("Łódź", "Lodz")]
    [InlineData("İstanbul ı", "Istanbul i")]
    [InlineData("smørrebrød", "smorrebrod")]
    [InlineData("e\u0301t\u0301", "et")]
    [InlineData("ＡＢＣ　１２３", "ABC 123")]
    [InlineData("a \t- b", "a b")]
    [InlineData("-a-", "a")]
    [InlineData("汽车", "汽车")]
    public void Names_fold_to_their_letters(string name, string folded) => Assert.Equal(folded, NameFold.Of(name));

    [Fact]
    public void A_custom_industry_is_found_by_all_of_its_names()
    {
        var catalog = BenchmarkCatalog.BuiltIn.With(PetInsurance);
        foreach (var name in new[] { "pet-insurance", "PET INSURANCE", "宠物保险", "Insurance for Pets" })
        {
            Assert.Same(PetInsurance, catalog.FindIndustry(name));
        }

        Assert.Empty(BenchmarkCatalog.BuiltIn.IndustriesNamed("宠物保险"));
    }

    [Fact]
    public void A_part_is_within_its_whole_at_any_depth()
    {
        Assert.True(PetInsurance.IsWithin(PetInsurance));
        Assert.True(PetInsurance.IsWithin(Industry.All));
        Assert.False(Industry.Insurance.IsWithin(PetInsurance));
        Assert.Equal(2, PetInsurance.StepsTo(Industry.All));
        Assert.Null(PetInsurance.StepsTo(Industry.Retail));
        Assert.True(Industry.B2BSaaS.IsWithin(Industry.SoftwareAndIT));
    }

    [Fact]
    public void No_industry_becomes_its_own_ancestor()
    {
        var outer = new Industry("outer", "Outer");
        var inner = new Industry("inner", "Inner") { Parent = outer };
        var refused = Assert.Throws<ArgumentException>(() => outer with { Parent = inner });
        Assert.Contains("inner", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => outer with { Parent = new Industry("outer", "Outer again") });
    }

    [Theory]
    [InlineData("Pet-Insurance")]
    [InlineData("pet insurance")]
    [InlineData("-pet")]
    [InlineData("pet-")]
    [InlineData("pet//food")]
    [InlineData("pet/")]
    [InlineData("pet--food")]
    [InlineData("宠物")]
    [InlineData("")]
    public void An_id_is_a_slug(string id)
    {
        Assert.DoesNotMatch(Slug.Pattern, id);
        var refused = Assert.Throws<ArgumentException>(() => new Industry(id, "Pets"));
        Assert.Contains($"\"{id}\"", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pet")]
    [InlineData("pet-food")]
    [InlineData("2026/pet-food/b2b-saas")]
    [InlineData("7")]
    public void A_slug_is_an_id(string id)
    {
        Assert.Matches(Slug.Pattern, id);
        Assert.Equal(id, new Industry(id, "Pets").Id);
    }

    [Fact]
    public void Nothing_blank_and_nothing_null_is_taken()
    {
        Assert.Throws<ArgumentNullException>(() => new Industry(null!, "Pets"));
        Assert.Throws<ArgumentNullException>(() => new Industry("pets", null!));
        Assert.Throws<ArgumentException>(() => new Industry("pets", " "));
        Assert.Throws<ArgumentException>(() => new Industry("pets", "Pets") { ChineseName = "" });
        Assert.Throws<ArgumentException>(() => new Industry("pets", "Pets") { Aliases = ["dogs", ""] });
        Assert.Throws<ArgumentNullException>(() => new Industry("pets", "Pets") { Aliases = null! });
        Assert.Throws<ArgumentNullException>(() => new Industry("pets", "Pets") { Codes = null! });
        Assert.Throws<ArgumentException>(() => new Industry("pets", "Pets") { Codes = new Dictionary<string, string>(StringComparer.Ordinal) { ["isic"] = " " } });
        Assert.Throws<ArgumentNullException>(() => PetInsurance.IsWithin(null!));
    }

    [Fact]
    public void Lists_are_copied_so_that_nobody_changes_an_industry_later()
    {
        var aliases = new List<string> { "dogs" };
        var industry = new Industry("pets", "Pets") { Aliases = aliases };
        aliases.Add("cats");
        Assert.Equal(["dogs"], industry.Aliases);
    }
}
