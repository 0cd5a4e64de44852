package dev.millrace.schemas.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.lake.LakeTable.Column;
import dev.millrace.schemas.testing.SampleRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class LakeTableTest {

  private static final int RECORDS = 100;

  private final SampleRecords samples = new SampleRecords(new Random(7));

  @Test
  void holdsNothingUngoverned() {
    assertThat(LakeTable.all())
        .extracting(LakeTable::topic)
        .doesNotContain(Topics.RAW_EVENTS, Topics.REFERENCE_DATA, Topics.DEAD_LETTERS);
  }

  @Test
  void everyRowHasTheColumnsOfItsTable() {
    for (LakeTable table : LakeTable.all()) {
      for (int record = 0; record < RECORDS; record++) {
        ObjectNode row = table.row((SpecificRecord) samples.next(table.topic()), 3, 42L);

        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        assertThat(names).isEqualTo(table.columns().stream().map(Column::name).toList());
        for (Column column : table.columns()) {
          assertThat(fits(row.get(column.name()), column.type()))
              .as("%s.%s is %s: %s", table.name(), column, column.type(), row.get(column.name()))
              .isTrue();
        }
      }
    }
  }

  @Test
  void namesAreWordsWithUnderscores() {
    assertThat(new LakeTable(Topics.PREDICTIONS, LakeTable.Sensitivity.CONTENT).columns())
        .extracting(Column::name)
        .contains("request_id", "tenant", "outcome")
        .allMatch(name -> name.matches("[a-z0-9_]+"))
        .doesNotHaveDuplicates();
  }

  /** Numbers that JSON has no form for are texts: a column of doubles then has no value. */
  private static boolean fits(JsonNode value, String type) {
    return value.isNull()
        || switch (type) {
          case "int", "bigint" -> value.isIntegralNumber();
          case "float", "double" -> value.isNumber() || value.asText().matches("NaN|-?Infinity");
          case "boolean" -> value.isBoolean();
          default -> value.isTextual();
        };
  }
}
