package dev.millrace.benchmarks.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Support tickets of about 1 KB of JSON, as a desk of a shop would send them: a tenth of the texts
 * hold an e-mail address or a telephone number.
 *
 * <p><i>Shape</i>: the same seed gives the same tickets.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class Tickets {

  /** Rows of the table that they are joined with. */
  static final int CUSTOMERS = 2_000;

  private static final int BODY_CHARACTERS = 560;

  private static final List<String> WORDS =
      List.of(
          "the order",
          "arrived",
          "damaged",
          "yesterday",
          "and",
          "I",
          "would like",
          "a refund",
          "because",
          "my invoice",
          "shows",
          "twice",
          "the amount",
          "please",
          "help",
          "since",
          "the update",
          "crashes",
          "whenever",
          "we open",
          "the settings page",
          "on our tablets",
          "nobody",
          "answered",
          "so far",
          "thank you",
          "für Ihre Mühe",
          "the courier",
          "left it",
          "at the neighbour's",
          "though",
          "the label",
          "was correct",
          "can you",
          "check",
          "it");

  private final SplittableRandom random;
  private long number;

  Tickets(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The next ticket, on one line. */
  byte[] next() {
    number++;
    int customer = random.nextInt(CUSTOMERS);
    StringBuilder text = new StringBuilder(1_200);
    text.append("{\"ticket\":\"T-").append(number);
    text.append("\",\"customer\":\"").append(key(customer));
    text.append("\",\"email\":\"customer").append(customer).append("@mail.example.com");
    text.append("\",\"phone\":\"+49 30 ").append(1_000_000 + random.nextInt(9_000_000));
    text.append("\",\"card\":\"4111 1111 1111 1111");
    text.append("\",\"subject\":\"");
    words(text, text.length() + 50);
    text.append("\",\"body\":\"");
    words(text, text.length() + BODY_CHARACTERS);
    text.append("\",\"channel\":\"").append(random.nextBoolean() ? "web" : "mail");
    text.append("\",\"priority\":").append(1 + random.nextInt(5));
    text.append(",\"amount\":").append(random.nextInt(500)).append('.').append(random.nextInt(100));
    text.append(",\"tags\":[\"order\",\"spring\",\"returning\"]");
    text.append(",\"product\":{\"name\":\"Tea kettle\",\"version\":\"3.").append(random.nextInt(9));
    text.append("\"},\"device\":{\"ip\":\"192.0.2.").append(random.nextInt(256));
    text.append("\",\"system\":\"Android 15\"},\"createdAt\":\"2026-11-25T10:15:30Z\"}");
    return text.toString().getBytes(UTF_8);
  }

  /** Key of a customer's row. */
  static String key(int customer) {
    return "C" + (1_000 + customer);
  }

  /** A customer's row. */
  static byte[] row(int customer) {
    return ("{\"name\":\"Customer "
            + customer
            + "\",\"tier\":\""
            + (customer % 10 == 0 ? "gold" : "standard")
            + "\",\"since\":"
            + (2000 + customer % 26)
            + ",\"country\":\"DE\",\"orders\":"
            + customer % 97
            + "}")
        .getBytes(UTF_8);
  }

  private void words(StringBuilder text, int end) {
    while (text.length() < end) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
      int rare = random.nextInt(1_000);
      if (rare < 2) {
        text.append("write to someone").append(rare).append("@mail.example.org ");
      } else if (rare < 4) {
        text.append("call +49 30 9018").append(200 + rare).append(' ');
      } else if (rare < 6) {
        text.append("he said \\\"soon\\\" ");
      }
    }
  }
}
