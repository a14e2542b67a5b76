using System.Collections.Immutable;

namespace CustomerChat.Operating;

/// <summary>What operators have asked for, in the order of time.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry. It is kept when this returns.</summary>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>A page of the entries of a time, the oldest first.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment after it.</param>
    /// <param name="continuation">The page before's; null = the first page.</param>
    /// <param name="most">The most entries, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The entries, and what the next page is asked for with; null = there is none.</returns>
    Task<(ImmutableArray<AuditEntry> Entries, string? Continuation)> ListAsync(
        DateTimeOffset from, DateTimeOffset to, string? continuation, int most, CancellationToken cancellationToken);

    /// <summary>Removes the entries of the days before a day.</summary>
    Task RemoveBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);
}
