package dev.millrace.platform.http;

import java.time.Duration;

/**
 * How much of a server its clients may take. All of it is per server, unless it says otherwise.
 *
 * @param memoryBytes what the calls under way may hold together, {@link #CALL_BYTES} each and their
 *     bodies. A party may hold as much as is left: alone a half, one of two a third
 */
public record HttpLimits(
    Sizes sizes, Crowd crowd, Streams streams, Patience patience, long memoryBytes) {

  /** What a call holds besides its body: its head, and the objects around it. */
  public static final int CALL_BYTES = 8 * 1024;

  /** For a heap of some hundred MiB, and any client that behaves. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          new Sizes(16 * 1024, 8 * 1024, 128L * 1024 * 1024),
          new Crowd(4096, 1024),
          new Streams(4096, 128),
          new Patience(
              Duration.ofSeconds(30),
              new Pace(Duration.ofSeconds(10), 4 * 1024),
              Duration.ofSeconds(10),
              Duration.ofSeconds(5)),
          128L * 1024 * 1024);

  public HttpLimits {
    require(memoryBytes >= 4 * CALL_BYTES, "memoryBytes", memoryBytes);
  }

  /**
   * Of one call.
   *
   * @param headBytes request line and header fields together; more is answered by 431. Twice what
   *     clients and proxies commonly stop at
   * @param uriLength characters of the request's target; more is answered by 414. Room for an id
   *     and an ordering key of 256 characters, percent-encoded
   * @param discardedBytes how much of a refused body is read and thrown away, so that clients which
   *     look at a reply only when all is said get to see it
   */
  public record Sizes(int headBytes, int uriLength, long discardedBytes) {

    public Sizes {
      require(headBytes >= 1024, "headBytes", headBytes);
      require(uriLength >= 1 && uriLength <= headBytes, "uriLength", uriLength);
      require(discardedBytes >= 0, "discardedBytes", discardedBytes);
    }
  }

  /**
   * How many may come.
   *
   * @param connections open connections; further ones are closed at once. Some 20 KiB each
   * @param connectionsPerAddress open connections of one remote address. High, because all that
   *     comes through a load balancer has few addresses
   */
  public record Crowd(int connections, int connectionsPerAddress) {

    public Crowd {
      require(connections >= 1, "connections", connections);
      require(
          connectionsPerAddress >= 1 && connectionsPerAddress <= connections,
          "connectionsPerAddress",
          connectionsPerAddress);
    }
  }

  /**
   * Of one HTTP/2 connection.
   *
   * @param count calls under way. High, because many clients have but one connection
   * @param noisePerSecond pings, settings, resets and empty frames; it is closed beyond that
   */
  public record Streams(int count, int noisePerSecond) {

    public Streams {
      require(count >= 1, "streams", count);
      require(noisePerSecond >= 1, "noisePerSecond", noisePerSecond);
    }
  }

  /**
   * How long clients may take.
   *
   * @param idle how long a connection may be open without a call, and a call without a byte
   * @param slowest how slow a client may send a body and take a reply
   * @param discarding how long a refused body is read and thrown away
   * @param ending how long calls under way may go on once the server stops; then they are cut off
   */
  public record Patience(Duration idle, Pace slowest, Duration discarding, Duration ending) {

    public Patience {
      require(idle.toMillis() >= 1, "idle", idle);
      require(!discarding.isNegative(), "discarding", discarding);
      require(ending.toMillis() >= 1, "ending", ending);
    }
  }

  /**
   * A speed, which counts after a while: short messages may take their time.
   *
   * @param grace granted to every message
   * @param bytesPerSecond reached on average afterwards
   */
  public record Pace(Duration grace, int bytesPerSecond) {

    public Pace {
      require(grace.toMillis() >= 1, "grace", grace);
      require(bytesPerSecond >= 1, "bytesPerSecond", bytesPerSecond);
    }

    /** What so many bytes may take. */
    Duration of(long bytes) {
      return grace.plusMillis(bytes * 1000 / bytesPerSecond);
    }
  }

  /** The same for another crowd. */
  public HttpLimits with(Crowd other) {
    return new HttpLimits(sizes, other, streams, patience, memoryBytes);
  }

  /** The same with other patience. */
  public HttpLimits with(Patience other) {
    return new HttpLimits(sizes, crowd, streams, other, memoryBytes);
  }

  /** The same with another amount of memory. */
  public HttpLimits withMemory(long bytes) {
    return new HttpLimits(sizes, crowd, streams, patience, bytes);
  }

  private static void require(boolean holds, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("the limit " + name + " cannot be " + value);
    }
  }
}
