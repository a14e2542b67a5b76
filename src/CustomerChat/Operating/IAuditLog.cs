using System.Collections.Immutable;

namespace CustomerChat.Operating;

/// <summary>Stores what operators asked for, in order of time.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry. The entry is stored when this returns.</summary>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads a page of the entries of a period, the oldest first.</summary>
    /// <param name="from">The beginning of the period; included.</param>
    /// <param name="to">The end of the period; not included.</param>
    /// <param name="continuation">The continuation that the previous page returned; null = read the first page.</param>
    /// <param name="most">The most entries, 1 to 1,000.</param>
    /// <returns>The entries, and the continuation for the next page; null = this is the last page.</returns>
    Task<(ImmutableArray<AuditEntry> Entries, string? Continuation)> ListAsync(
        DateTimeOffset from, DateTimeOffset to, string? continuation, int most, CancellationToken cancellationToken);

    /// <summary>Removes the entries of all days before the day of the given time.</summary>
    Task RemoveBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);
}
