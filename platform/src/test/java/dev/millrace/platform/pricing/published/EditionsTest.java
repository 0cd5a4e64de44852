package dev.millrace.platform.pricing.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.record.PriceEdition;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditionsTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final AvroCodec<PriceEdition> codec =
      new AvroCodec<>(Topics.PRICE_BOOK, new InMemorySchemaRegistry());

  @Test
  void bringTheWholeBookThroughTheTopic() {
    PriceBook book =
        PriceBook.parse(
            List.of(
                "region,us-east-1",
                "model,region,tier,above,effective_from,effective_to,input,output,cache_read,cache_write_5m,cache_write_1h,checked,source",
                "m,eu-west-1,flex,200000,2026-01-01,2026-06-30,1,2,0.1,1.25,0.000001,2026-11-26,a list",
                "m,,standard,,2026-01-01,,1,,,,,,",
                "unit,provisioned-hours-6-months,m,,2026-01-01,2026-12-31,39.6,2026-11-26,a list",
                "profile,arn:mine,m"));

    PriceBook read =
        Editions.book(codec.decode(codec.encode(Editions.of(book.rows(), 7, "ada", NOW))));

    assertThat(read.edition()).isEqualTo(7);
    assertThat(read.rows()).isEqualTo(book.rows());
  }

  @Test
  void bringTheStarterThroughTheTopic() {
    PriceBook starter = PriceBook.starter();
    byte[] record = codec.encode(Editions.of(starter.rows(), 1, "ada", NOW));

    assertThat(Editions.book(codec.decode(record)).rows()).isEqualTo(starter.rows());
    assertThat(record.length).isLessThan(20_000);
  }

  @Test
  void refuseWhatThisBuildDoesNotKnow() {
    PriceEdition edition = Editions.of(PriceBook.starter().rows(), 1, "ada", NOW);
    edition.getPrices().get(0).setAboveTokens(500_000L);

    assertThatThrownBy(() -> Editions.book(edition))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("change above 500000 tokens, which this build does not know");
  }
}
