using System.Diagnostics;

namespace CustomerChat.EndToEnd.Support;

/// <summary>Waits on a condition.</summary>
internal static class Until
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Asks again and again until the answer is right; else fails with the last one. If the answer is not right soon, it asks less often, because each question takes
    /// processor time from the programs under test.
    /// </summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight, TimeSpan? limit = null)
    {
        var (watch, pause) = (Stopwatch.StartNew(), TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await ask();
            if (isRight(answer))
            {
                return answer;
            }

            Assert.True(watch.Elapsed < (limit ?? Limit), $"Not in {limit ?? Limit}; the last answer was: {Describe(answer)}");
            await Task.Delay(pause, TimeProvider.System);
            pause = pause < Longest ? pause * 1.4 : Longest;
        }
    }

    private static string? Describe<T>(T answer) => answer is System.Collections.IEnumerable many and not string
        ? string.Join(" | ", many.Cast<object>())
        : answer?.ToString();
}
