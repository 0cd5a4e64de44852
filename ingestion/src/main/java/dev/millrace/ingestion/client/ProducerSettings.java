package dev.millrace.ingestion.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * How a producer works. The important ones are the gateway and its key; the others have defaults
 * that suit most.
 *
 * @param gateway where the gateway is: http or https, with a path where a proxy wants one
 * @param key whose tenant the events are
 * @param tls trust and, for mutual TLS, the client's own certificate; Java's own trust where absent
 */
public record ProducerSettings(
    URI gateway,
    ApiKey key,
    Optional<SSLContext> tls,
    Batching batching,
    Buffer buffer,
    Retries retries) {

  /** A bound that nobody needs, so that times can be counted in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(365);

  public ProducerSettings {
    gateway = checked(gateway);
  }

  /**
   * When a batch goes.
   *
   * @param maxEvents most events in one request
   * @param maxBytes largest request before compression; a larger event goes alone
   * @param linger longest time that an event waits for others, where there is nothing to wait for
   *     but the answer before it; zero sends at once
   * @param requestsInFlight requests under way at the same time; events of one key are never in two
   *     of them. With 1, all events stay in the order sent
   * @param gzipFromBytes smallest request that is compressed; empty sends all as they are
   */
  public record Batching(
      int maxEvents,
      int maxBytes,
      Duration linger,
      int requestsInFlight,
      Optional<Integer> gzipFromBytes) {

    /**
     * 500 events or 512 KiB, far below what a gateway takes by default; 10 ms, which nobody notices
     * behind a model's answer; 4 requests, which hide the gateway's wait for its brokers; gzip from
     * 4 KiB, below which a request is few packets either way.
     */
    public static final Batching DEFAULT =
        new Batching(500, 512 * 1024, Duration.ofMillis(10), 4, Optional.of(4 * 1024));

    public Batching {
      atLeast("producer.batch-events", 1, maxEvents);
      atLeast("producer.batch-bytes", 1, maxBytes);
      notNegative("producer.linger", linger);
      atLeast("producer.requests-in-flight", 1, requestsInFlight);
      gzipFromBytes.ifPresent(bytes -> atLeast("producer.gzip-from-bytes", 0, bytes));
    }

    /** The same with another size. */
    public Batching withSize(int newMaxEvents, int newMaxBytes) {
      return new Batching(newMaxEvents, newMaxBytes, linger, requestsInFlight, gzipFromBytes);
    }

    /** The same with another wait. */
    public Batching withLinger(Duration newLinger) {
      return new Batching(maxEvents, maxBytes, newLinger, requestsInFlight, gzipFromBytes);
    }

    /** The same with other requests at the same time. */
    public Batching withRequestsInFlight(int requests) {
      return new Batching(maxEvents, maxBytes, linger, requests, gzipFromBytes);
    }

    /** The same without compression: for a gateway on the same machine. */
    public Batching withoutGzip() {
      return new Batching(maxEvents, maxBytes, linger, requestsInFlight, Optional.empty());
    }

    /** The same with compression from a size on. */
    public Batching withGzipFrom(int bytes) {
      return new Batching(maxEvents, maxBytes, linger, requestsInFlight, Optional.of(bytes));
    }
  }

  /**
   * How much may be under way.
   *
   * @param maxEvents most events that are taken and not ended yet
   * @param maxBytes their size as they are sent; requests under way hold a copy on top
   * @param maxBlock longest time that {@code send} waits for room
   */
  public record Buffer(int maxEvents, long maxBytes, Duration maxBlock) {

    /** 50,000 events or 32 MiB; a minute: as Kafka's own producer has them. */
    public static final Buffer DEFAULT =
        new Buffer(50_000, 32L * 1024 * 1024, Duration.ofMinutes(1));

    public Buffer {
      atLeast("producer.buffer-events", 1, maxEvents);
      atLeast("producer.buffer-bytes", 1, maxBytes);
      notNegative("producer.max-block", maxBlock);
    }
  }

  /**
   * How long it is tried.
   *
   * @param deliveryTimeout from {@code send} on; no try begins after it
   * @param requestTimeout longest wait for one answer; it comes on top for a try under way
   * @param firstBackoff upper bound of the wait after the first try; it doubles with each
   * @param maxBackoff upper bound of all waits, unless the gateway asks for a longer one
   */
  public record Retries(
      Duration deliveryTimeout,
      Duration requestTimeout,
      Duration firstBackoff,
      Duration maxBackoff) {

    /**
     * 2 minutes outlast the restart of a gateway or its brokers; 30 s is longer than the gateway
     * waits for its brokers; waits from 100 ms to 10 s spread the producers after an outage.
     */
    public static final Retries DEFAULT =
        new Retries(
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofSeconds(10));

    public Retries {
      positive("producer.delivery-timeout", deliveryTimeout);
      positive("producer.request-timeout", requestTimeout);
      positive("producer.first-backoff", firstBackoff);
      positive("producer.max-backoff", maxBackoff);
      if (maxBackoff.compareTo(firstBackoff) < 0) {
        throw new IllegalArgumentException(
            "producer.max-backoff is "
                + maxBackoff
                + ", expected at least producer.first-backoff, "
                + firstBackoff);
      }
    }

    /** The same with another end of patience. */
    public Retries withDeliveryTimeout(Duration timeout) {
      return new Retries(timeout, requestTimeout, firstBackoff, maxBackoff);
    }

    /** The same with another wait for an answer. */
    public Retries withRequestTimeout(Duration timeout) {
      return new Retries(deliveryTimeout, timeout, firstBackoff, maxBackoff);
    }
  }

  /** The defaults for a gateway and a key. */
  public static ProducerSettings of(URI gateway, ApiKey key) {
    return new ProducerSettings(
        gateway, key, Optional.empty(), Batching.DEFAULT, Buffer.DEFAULT, Retries.DEFAULT);
  }

  /**
   * Reads {@code producer.*}, or {@code MILLRACE_PRODUCER_*} from the environment.
   *
   * @throws IllegalArgumentException with every problem, unknown keys included
   */
  public static ProducerSettings from(Map<String, String> values) {
    return SettingsMap.read(values);
  }

  /** Reads the same from properties. */
  public static ProducerSettings from(Properties values) {
    return from(SettingsMap.texts(values));
  }

  /** The same with trust, or a certificate, of its own. */
  public ProducerSettings withTls(SSLContext context) {
    return new ProducerSettings(gateway, key, Optional.of(context), batching, buffer, retries);
  }

  /** The same with other batches. */
  public ProducerSettings withBatching(Batching newBatching) {
    return new ProducerSettings(gateway, key, tls, newBatching, buffer, retries);
  }

  /** The same with another buffer. */
  public ProducerSettings withBuffer(Buffer newBuffer) {
    return new ProducerSettings(gateway, key, tls, batching, newBuffer, retries);
  }

  /** The same with another patience. */
  public ProducerSettings withRetries(Retries newRetries) {
    return new ProducerSettings(gateway, key, tls, batching, buffer, newRetries);
  }

  private static URI checked(URI gateway) {
    boolean isHttp = "http".equals(gateway.getScheme()) || "https".equals(gateway.getScheme());
    // The message does not show it: it may hold a password.
    if (!isHttp
        || gateway.getHost() == null
        || gateway.getUserInfo() != null
        || gateway.getQuery() != null
        || gateway.getFragment() != null) {
      throw new IllegalArgumentException(
          "producer.gateway is not a URI such as https://millrace.example.com, without name,"
              + " password and query");
    }
    return gateway;
  }

  private static void atLeast(String key, long min, long value) {
    if (value < min) {
      throw new IllegalArgumentException(key + " is " + value + ", expected at least " + min);
    }
  }

  private static void positive(String key, Duration value) {
    notNegative(key, value);
    if (value.isZero()) {
      throw new IllegalArgumentException(key + " is " + value + ", expected more than nothing");
    }
  }

  private static void notNegative(String key, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          key + " is " + value + ", expected zero or more, and at most " + LONGEST);
    }
  }
}
