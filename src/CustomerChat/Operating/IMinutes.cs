namespace CustomerChat.Operating;

/// <summary>Stores what happened in each minute, as each process has measured it.</summary>
public interface IMinutes
{
    /// <summary>Stores a minute of a process. It replaces an earlier record of the same minute and process.</summary>
    /// <param name="instance">The id of the process.</param>
    Task SaveAsync(Minute minute, string instance, CancellationToken cancellationToken);

    /// <summary>The minutes that began in a period: one for each process that measured something.</summary>
    /// <param name="from">The first minute; included.</param>
    /// <param name="to">The minute after the last one; not included.</param>
    IAsyncEnumerable<Minute> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Removes the minutes of all days before the day of the given time.</summary>
    Task RemoveBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken);
}
