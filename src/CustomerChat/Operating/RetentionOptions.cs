using System.ComponentModel.DataAnnotations;

namespace CustomerChat.Operating;

/// <summary>Settings <c>Retention:…</c>.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Ended chats are removed after this many days. 0 to 3,650, 0 = never; default 30.</summary>
    [Range(0, 3650)]
    public int Days { get; set; } = 30;

    /// <summary>Audit entries are removed after this many days. 1 to 3,650; default 365.</summary>
    [Range(1, 3650)]
    public int AuditDays { get; set; } = 365;
}
