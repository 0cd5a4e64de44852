package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.ingestion.gateway.predictions.SseBlocks;
import dev.millrace.ingestion.gateway.predictions.SseBlocks.Block;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import java.net.http.HttpRequest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pieces of answers, for clients that read along. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class ChunkStreamTest {

  private static final String PATH = "/v1/pipelines/letters/predictions";
  private static final String CHUNKS = PATH + "?chunks=true";

  private GatewayFixture gateway;

  /** One stream that is open, block by block. */
  private static final class Reading implements AutoCloseable {

    private final Stream<String> lines;
    private final Iterator<String> line;
    private final SseBlocks blocks = new SseBlocks();

    Reading(Stream<String> lines) {
      this.lines = lines;
      this.line = lines.iterator();
    }

    /** The first so many events. */
    List<Block> events(int number) {
      while (blocks.events().size() < number) {
        blocks.add(line.next() + "\n");
      }
      return blocks.events();
    }

    /** Reads until it stands in its place: what is written from here on is not before it. */
    Reading opened() {
      while (blocks.all().isEmpty()) {
        blocks.add(line.next() + "\n");
      }
      return this;
    }

    @Override
    public void close() {
      lines.close();
    }
  }

  @BeforeEach
  void start() {
    gateway = GatewayFixture.forLetters();
  }

  @AfterEach
  void stop() {
    gateway.close();
    assertThat(gateway.topics.open()).isZero();
  }

  @Test
  void showsPiecesAndThenThePrediction() {
    try (Reading reading = open(gateway.authorized(CHUNKS))) {
      gateway.topics.write(Ends.chunk("7", 1, 0, "Dear \n"));
      gateway.topics.write(Ends.chunk("7", 2, 0, "Sir"));
      List<Block> pieces = reading.events(2);
      gateway.topics.write(1, Ends.answered("7"));

      assertThat(pieces.get(0))
          .isEqualTo(
              new Block(
                  Optional.of("chunk"),
                  "",
                  "{\"requestId\":\""
                      + RequestId.of("acme", "letters", "7")
                      + "\",\"eventId\":\"7\",\"attempt\":1,\"sequence\":0,\"text\":\"Dear \\n\"}"));
      assertThat(pieces.get(1).data()).contains("\"attempt\":2,\"sequence\":0,\"text\":\"Sir\"");
      assertThat(reading.events(3).get(2).event()).contains("prediction");
      assertThat(reading.events(3).get(2).id()).isEqualTo("0.0-1.1");
    }
  }

  @Test
  void showsNoneToWhoDoesNotAskForThem() {
    for (String path : List.of(PATH, PATH + "?chunks=false")) {
      try (Reading reading = open(gateway.authorized(path))) {
        gateway.topics.write(Ends.chunk("7", 1, 0, "Dear"));
        gateway.topics.write(0, Ends.answered("7"));

        assertThat(reading.events(1).get(0).event()).contains("prediction");
      }
    }
  }

  @Test
  void showsATenantAndAPipelineTheirOwnOnly() {
    try (Reading reading = open(gateway.fromAnother(CHUNKS))) {
      gateway.topics.write(Ends.chunk("7", 1, 0, "of acme"));
      gateway.topics.write(Ends.chunk("other", "others", "7").build());
      gateway.topics.write(Topics.PREDICTION_CHUNKS, 0, new byte[] {1});
      gateway.topics.write(Topics.PREDICTION_CHUNKS, 0, null);
      gateway.topics.write(Ends.chunk("other", "letters", "8").setText("of other").build());

      assertThat(reading.events(1).get(0).data()).contains("of other").doesNotContain("of acme");
    }
  }

  @Test
  void showsNoPieceBehindThePredictionOfItsRequest() {
    try (Reading reading = open(gateway.authorized(CHUNKS))) {
      gateway.topics.write(0, Ends.answered("7"));
      List<Block> first = reading.events(1);
      gateway.topics.write(Ends.chunk("7", 1, 9, "too late"));
      gateway.topics.write(Ends.chunk("8", 1, 0, "in time"));

      assertThat(first.get(0).event()).contains("prediction");
      assertThat(reading.events(2).get(1).data()).contains("in time");
    }
  }

  @Test
  void resumesWithWhatWasMissedButNotWithItsPieces() {
    String last;
    try (Reading reading = open(gateway.authorized(CHUNKS))) {
      gateway.topics.write(0, Ends.answered("7"));
      gateway.topics.write(Ends.chunk("8", 1, 0, "seen"));
      last =
          reading.events(2).stream()
              .filter(block -> block.event().equals(Optional.of("prediction")))
              .findFirst()
              .orElseThrow()
              .id();
    }
    gateway.topics.write(Ends.chunk("8", 1, 1, "missed"));
    gateway.topics.write(1, Ends.answered("8"));

    try (Reading resumed = open(gateway.authorized(CHUNKS).header("Last-Event-ID", last))) {
      gateway.topics.write(Ends.chunk("9", 1, 0, "new"));

      assertThat(resumed.events(2))
          .anySatisfy(block -> assertThat(block.data()).contains("\"eventId\":\"8\""))
          .anySatisfy(block -> assertThat(block.data()).contains("new"))
          .noneSatisfy(block -> assertThat(block.data()).contains("missed"));
    }
  }

  @Test
  void saysWhatIsWrong() {
    for (String query : List.of("chunks=", "chunks=yes", "chunks=TRUE")) {
      Reply reply = gateway.get(gateway.authorized(PATH + "?" + query));

      assertThat(reply.status()).as(query).isEqualTo(400);
      assertThat(reply.json().path("detail").asText())
          .isEqualTo("chunks is neither true nor false");
    }
  }

  private Reading open(HttpRequest.Builder request) {
    await().until(() -> gateway.streams.size() < 2);
    return new Reading(gateway.lines(request)).opened();
  }
}
