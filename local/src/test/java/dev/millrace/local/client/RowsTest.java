package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {

  private final List<Row> rows = new ArrayList<>();
  private final List<RefusedRow> refused = new ArrayList<>();

  @Test
  void csvFieldsMayHoldBreaksQuotesAndCommas() throws IOException {
    csv("id,text\n1,\"a \"\"b\"\",\nc\"\r\n2,plain\n", Optional.of("id"), Optional.empty());

    assertThat(rows)
        .containsExactly(
            new Row(1, "1", "{\"id\":\"1\",\"text\":\"a \\\"b\\\",\\nc\"}", Optional.empty()),
            new Row(2, "2", "{\"id\":\"2\",\"text\":\"plain\"}", Optional.empty()));
  }

  @Test
  void theLabelNeverGoesAlong() throws IOException {
    csv("text,category\nhello,greeting\nwhat,\n", Optional.empty(), Optional.of("category"));

    assertThat(rows)
        .extracting(Row::json)
        .allSatisfy(j -> assertThat(j).doesNotContain("category"));
    assertThat(rows)
        .extracting(Row::label)
        .containsExactly(Optional.of("greeting"), Optional.empty());
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
    csv("\uFEFFid,text\n1,a\n", Optional.of("id"), Optional.empty());

    assertThat(rows).extracting(Row::id).containsExactly("1");
  }

  @Test
  void aRowOfAnotherLengthIsRefusedAndReadingGoesOn() throws IOException {
    csv("id,text\n1\n2,b\n,c\n", Optional.of("id"), Optional.empty());

    assertThat(rows).extracting(Row::id).containsExactly("2");
    assertThat(refused)
        .containsExactly(
            new RefusedRow(1, "it has 1 fields, the header has 2"),
            new RefusedRow(3, "its id is empty"));
  }

  @Test
  void aColumnThatIsNotThereIsNamedWithThoseThatAre() {
    assertThatExceptionOfType(RowException.class)
        .isThrownBy(() -> csv("a,b\n1,2\n", Optional.of("id"), Optional.empty()))
        .withMessage("the CSV has no column id (--id-column); it has a, b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id;b\n1;2\n", "id\tb\n1\t2\n"})
  void whoseCellsStandBetweenOthersIsToldSo(String text) {
    assertThatExceptionOfType(RowException.class)
        .isThrownBy(() -> csv(text, Optional.of("id"), Optional.empty()))
        .withMessageContaining("cells stand between commas");
  }

  @Test
  void aQuoteThatIsNotClosedEndsTheReading() {
    assertThatExceptionOfType(RowException.class)
        .isThrownBy(() -> csv("a\n\"open\n", Optional.empty(), Optional.empty()))
        .withMessageContaining("a quote is not closed");
  }

  @Test
  void derivedIdsAreTheSameForTheSameRow() throws IOException {
    csv("text\nhello\nhello\n", Optional.empty(), Optional.empty());
    csv("text\nhello\n", Optional.empty(), Optional.empty());

    assertThat(rows.get(0).id()).isEqualTo(rows.get(2).id()).isNotEqualTo(rows.get(1).id());
  }

  @Test
  void freshIdsAreNeverTheSame() {
    assertThat(RowIds.fresh().id(1, "x")).isNotEqualTo(RowIds.fresh().id(1, "x"));
  }

  @Test
  void jsonIsSentAsItWasWritten() throws IOException {
    jsonl("{\"id\": 7, \"x\": 1.10}\n\n \"text\"\n", Optional.empty(), Optional.empty());

    assertThat(rows).extracting(Row::json).containsExactly("{\"id\": 7, \"x\": 1.10}", " \"text\"");
    assertThat(rows).extracting(Row::number).containsExactly(1L, 3L);
  }

  @Test
  void jsonColumnsAreFieldsOrPointers() throws IOException {
    jsonl(
        "{\"a\":{\"id\":7},\"category\":\"bug\",\"n\":12345678901234567890.10}\n",
        Optional.of("/a/id"),
        Optional.of("category"));

    assertThat(rows)
        .containsExactly(
            new Row(
                1, "7", "{\"a\":{\"id\":7},\"n\":12345678901234567890.10}", Optional.of("bug")));
  }

  @Test
  void whatIsNoStrictJsonOrHasNoIdIsRefused() throws IOException {
    jsonl(
        "{\"id\":\n{\"id\":1,\"id\":2}\n{} {}\n{\"id\":1e9999999999}\n{\"x\":1}\n",
        Optional.of("id"),
        Optional.empty());

    assertThat(rows).isEmpty();
    assertThat(refused)
        .extracting(RefusedRow::reason)
        .containsExactly(
            "it is not strict JSON",
            "it is not strict JSON",
            "it is not strict JSON",
            "it holds a number beyond all measure",
            "it has no text or number at id");
  }

  private void csv(String text, Optional<String> id, Optional<String> label) throws IOException {
    read(RowFormat.CSV, text, id, label);
  }

  private void jsonl(String text, Optional<String> id, Optional<String> label) throws IOException {
    read(RowFormat.JSONL, text, id, label);
  }

  private void read(RowFormat format, String text, Optional<String> id, Optional<String> label)
      throws IOException {
    RowReader.of(format, new RowColumns(id, label, RowIds.derived()))
        .read(new StringReader(text), rows::add, refused::add);
  }
}
