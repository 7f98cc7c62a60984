namespace Retention.Metrics.Benchmarks;

/// <summary>
/// An industry: a value with an id, names and an optional parent, so that anybody can add one.
/// </summary>
/// <remarks>
/// <para>Two industries are equal when their ids are: the names are how people find it, not what it is.</para>
/// <para>The parent says what an industry is a part of. It is used only when a caller asks to fall back, and the answer says how far it went.
/// A parent is an object that exists before its children, so no industry can be its own ancestor.</para>
/// <para>The properties are the industries of <see cref="BenchmarkCatalog.BuiltIn"/>; more of them, such as the kinds of online shops, are found by
/// <see cref="BenchmarkCatalog.FindIndustry"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// var petInsurance = new Industry("pet-insurance", "Pet insurance")
/// {
///     ChineseName = "宠物保险",
///     Aliases = ["insurance for pets"],
///     Parent = Industry.Insurance,
/// };
/// </code>
/// </example>
public sealed record Industry
{
    /// <summary>Makes an industry.</summary>
    /// <param name="id">Its id: lower-case words joined by hyphens, in parts joined by slashes, such as "ecommerce/pet".</param>
    /// <param name="name">Its English name, for display.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The id has another form, or the name is blank.</exception>
    public Industry(string id, string name)
    {
        Id = Slug.Checked(id, nameof(id));
        Name = EntryRules.RequiredText(name, nameof(name));
    }

    /// <summary>All industries together: the root of the built-in ones.</summary>
    public static Industry All => BuiltIn("all");

    /// <summary>Media.</summary>
    public static Industry Media => BuiltIn("media");

    /// <summary>Professional services, such as law, accounting and consulting.</summary>
    public static Industry ProfessionalServices => BuiltIn("professional-services");

    /// <summary>Software and IT services taken together; <see cref="ITAndSoftware"/> and <see cref="ITServices"/> are its parts.</summary>
    public static Industry SoftwareAndIT => BuiltIn("software-it");

    /// <summary>IT and software without IT services.</summary>
    public static Industry ITAndSoftware => BuiltIn("it-software");

    /// <summary>IT services.</summary>
    public static Industry ITServices => BuiltIn("it-services");

    /// <summary>Software as a service.</summary>
    public static Industry SaaS => BuiltIn("saas");

    /// <summary>Software as a service sold to businesses.</summary>
    public static Industry B2BSaaS => BuiltIn("b2b-saas");

    /// <summary>Finance and banking taken together; <see cref="FinancialServices"/> and <see cref="Banking"/> are its parts.</summary>
    public static Industry FinanceAndBanking => BuiltIn("finance-banking");

    /// <summary>Financial services without banking.</summary>
    public static Industry FinancialServices => BuiltIn("financial-services");

    /// <summary>Banking.</summary>
    public static Industry Banking => BuiltIn("banking");

    /// <summary>Insurance.</summary>
    public static Industry Insurance => BuiltIn("insurance");

    /// <summary>Automotive and transport.</summary>
    public static Industry AutomotiveAndTransport => BuiltIn("automotive-transport");

    /// <summary>Construction and engineering.</summary>
    public static Industry ConstructionAndEngineering => BuiltIn("construction-engineering");

    /// <summary>Telecommunications.</summary>
    public static Industry Telecommunications => BuiltIn("telecommunications");

    /// <summary>Healthcare.</summary>
    public static Industry Healthcare => BuiltIn("healthcare");

    /// <summary>Consumer services.</summary>
    public static Industry ConsumerServices => BuiltIn("consumer-services");

    /// <summary>Manufacturing.</summary>
    public static Industry Manufacturing => BuiltIn("manufacturing");

    /// <summary>Retail, online shops included.</summary>
    public static Industry Retail => BuiltIn("retail");

    /// <summary>Online shops; a part of <see cref="Retail"/>.</summary>
    public static Industry ECommerce => BuiltIn("ecommerce");

    /// <summary>Hospitality, travel and restaurants.</summary>
    public static Industry HospitalityTravelAndRestaurants => BuiltIn("hospitality-travel-restaurants");

    /// <summary>Digital products for consumers, such as social networks.</summary>
    public static Industry ConsumerProducts => BuiltIn("consumer-products");

    /// <summary>Mobile apps of every kind.</summary>
    public static Industry MobileApps => BuiltIn("mobile-apps");

    /// <summary>The id, which is what the industry is.</summary>
    public string Id { get; }

    /// <summary>The English name, for display.</summary>
    public string Name { get; }

    /// <summary>The Chinese name, for display; null when there is none.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? ChineseName { get; init => field = EntryRules.Text(value, nameof(ChineseName)); }

    /// <summary>
    /// Other names that find it. Case, diacritics, full-width forms, hyphens and spaces make no difference. An alias may belong to several industries;
    /// looking it up then names them all and chooses none.
    /// </summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">An alias is null or blank.</exception>
    public IReadOnlyList<string> Aliases { get; init => field = EntryRules.Texts(value, nameof(Aliases)); } = [];

    /// <summary>The industry that this one is a part of; null for a root.</summary>
    /// <exception cref="ArgumentException">The industry is among the ancestors of that parent.</exception>
    public Industry? Parent
    {
        get;
        init
        {
            for (var ancestor = value; ancestor is not null; ancestor = ancestor.Parent)
            {
                if (Equals(ancestor))
                {
                    throw new ArgumentException($"Parent was {value!.Id}, which is the industry {Id} itself or a part of it.", nameof(Parent));
                }
            }

            field = value;
        }
    }

    /// <summary>
    /// Codes of the industry in classifications, by the name of the scheme ("naics", "isic", or a scheme that the user has a licence for). The library ships none.
    /// </summary>
    /// <exception cref="ArgumentNullException">The dictionary is null.</exception>
    /// <exception cref="ArgumentException">A scheme or a code is blank.</exception>
    public IReadOnlyDictionary<string, string> Codes { get; init => field = EntryRules.Codes(value, nameof(Codes)); } = EntryRules.NoCodes;

    /// <summary>Whether the industry is another one or a part of it, at any depth.</summary>
    /// <param name="other">The industry that may contain this one.</param>
    /// <returns>True when <paramref name="other"/> is this industry or one of its ancestors.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public bool IsWithin(Industry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var industry = this; industry is not null; industry = industry.Parent)
        {
            if (industry.Equals(other))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the ids are the same.</summary>
    /// <param name="other">The other industry.</param>
    /// <returns>True for the same id.</returns>
    public bool Equals(Industry? other) => other is not null && string.Equals(Id, other.Id, StringComparison.Ordinal);

    /// <summary>The hash code of the id.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    /// <summary>The English name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name;

    /// <summary>The name with the id, where one of several must be chosen.</summary>
    internal string Described => $"{Name} ({Id})";

    /// <summary>How many steps up an ancestor is; 0 for the industry itself, null when it is none.</summary>
    internal int? StepsTo(Industry ancestor)
    {
        var steps = 0;
        for (var industry = this; industry is not null; industry = industry.Parent, steps++)
        {
            if (industry.Equals(ancestor))
            {
                return steps;
            }
        }

        return null;
    }

    /// <summary>Whether everything said of the two industries is the same, not only the id.</summary>
    internal bool SaysTheSameAs(Industry other) =>
        Equals(other)
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(ChineseName, other.ChineseName, StringComparison.Ordinal)
        && Aliases.SequenceEqual(other.Aliases, StringComparer.Ordinal)
        && Equals(Parent, other.Parent)
        && Codes.OrderBy(c => c.Key, StringComparer.Ordinal).SequenceEqual(other.Codes.OrderBy(c => c.Key, StringComparer.Ordinal));

    private static Industry BuiltIn(string id) => BenchmarkCatalog.BuiltIn.IndustryById(id)!;
}
