package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVRecord;

/**
 * Compares two CSV files, column by column.
 *
 * <p><i>Shape</i>: files are read in passes and never held: once to count rows and to see what
 * their columns are, then once more for as many columns as their numbers find room, which mostly is
 * all. An empty field is a missing value.
 */
public final class FileComparison {

  /** What a number takes on one side: gathered, grown, and sorted. */
  private static final long BYTES_PER_NUMBER = 28;

  private final CsvTable reference;
  private final CsvTable current;
  private final EffectGates gates;
  private final long roomBytes;

  private FileComparison(CsvTable reference, CsvTable current, EffectGates gates, long roomBytes) {
    this.reference = reference;
    this.current = current;
    this.gates = gates;
    this.roomBytes = roomBytes;
  }

  /**
   * A comparison of two files.
   *
   * @param roomBytes memory that numbers may take at once
   */
  public static FileComparison of(
      InputFile reference, InputFile current, EffectGates gates, long roomBytes) {
    return new FileComparison(new CsvTable(reference), new CsvTable(current), gates, roomBytes);
  }

  /** Columns that only one of the files has. */
  public Set<String> unshared() {
    Set<String> all = new TreeSet<>(reference.columns().keySet());
    all.addAll(current.columns().keySet());
    CsvTable.shared(reference, current).forEach(all::remove);
    return all;
  }

  /**
   * Compares the columns that both files have, in the order of the reference.
   *
   * @param given how columns are to be compared; others are looked at
   * @throws ComparisonException where that cannot be done
   */
  public List<ColumnComparison> columns(Map<String, FeatureType> given) {
    List<String> shared = CsvTable.shared(reference, current);
    if (shared.isEmpty()) {
      throw new ComparisonException(
          reference.file().name() + " and " + current.file().name() + " have no column in common");
    }
    for (String column : given.keySet()) {
      if (!shared.contains(column)) {
        throw new ComparisonException(
            "--type names the column "
                + column
                + ", which is not in both files; in both are "
                + String.join(", ", shared));
      }
    }
    Survey survey = survey(shared, given);
    Map<String, ColumnComparison> done = new LinkedHashMap<>();
    for (List<String> group : groups(shared, survey)) {
      for (ColumnComparison column : compare(group, survey)) {
        done.put(column.column(), column);
      }
    }
    return shared.stream().map(done::get).toList();
  }

  private Survey survey(List<String> shared, Map<String, FeatureType> given) {
    Map<String, ColumnKind> unknown = new LinkedHashMap<>();
    shared.stream()
        .filter(column -> !given.containsKey(column))
        .forEach(column -> unknown.put(column, new ColumnKind()));
    long rows = survey(reference, unknown);
    long currentRows = survey(current, unknown);
    Map<String, FeatureType> types = new LinkedHashMap<>(given);
    unknown.forEach((column, kind) -> types.put(column, kind.guess()));
    return new Survey(types, rows, currentRows);
  }

  private static long survey(CsvTable table, Map<String, ColumnKind> unknown) {
    Map<String, Integer> places = table.columns();
    long[] rows = {0};
    table.read(
        row -> {
          rows[0]++;
          unknown.forEach(
              (column, kind) -> {
                String value = value(row, places, column);
                if (!value.isEmpty()) {
                  kind.add(value);
                }
              });
        });
    return rows[0];
  }

  /** Columns that find room together. */
  private List<List<String>> groups(List<String> shared, Survey survey) {
    long bytes = (survey.rows + survey.currentRows) * BYTES_PER_NUMBER;
    List<List<String>> groups = new ArrayList<>();
    List<String> group = new ArrayList<>();
    long taken = 0;
    for (String column : shared) {
      long needed = survey.types.get(column) == FeatureType.NUMBER ? bytes : 0;
      if (needed > roomBytes) {
        throw new ComparisonException(
            "column "
                + column
                + " has "
                + (survey.rows + survey.currentRows)
                + " numbers, which take "
                + (needed >> 20)
                + " MiB; there is room for "
                + (roomBytes >> 20)
                + ": set MILLRACE_JAVA_OPTIONS to a larger -Xmx, or compare a sample of the rows");
      }
      if (taken + needed > roomBytes) {
        groups.add(group);
        group = new ArrayList<>();
        taken = 0;
      }
      group.add(column);
      taken += needed;
    }
    groups.add(group);
    return groups;
  }

  private List<ColumnComparison> compare(List<String> columns, Survey survey) {
    Map<String, GatheredColumn> gathered = new LinkedHashMap<>();
    for (String column : columns) {
      gathered.put(
          column, GatheredColumn.of(column, survey.types.getOrDefault(column, FeatureType.TEXT)));
    }
    Map<String, Integer> places = reference.columns();
    reference.read(
        row ->
            gathered.forEach(
                (name, column) -> {
                  String value = value(row, places, name);
                  column.addReference(value.isEmpty() ? null : value);
                }));
    Map<String, Integer> theirs = current.columns();
    current.read(
        row ->
            gathered.forEach(
                (name, column) -> {
                  String value = value(row, theirs, name);
                  column.addCurrent(value.isEmpty() ? null : value);
                }));
    return gathered.values().stream()
        .map(column -> column.comparison(survey.rows, survey.currentRows, gates))
        .toList();
  }

  private static String value(CSVRecord row, Map<String, Integer> places, String column) {
    return row.get(places.getOrDefault(column, 0));
  }

  private record Survey(Map<String, FeatureType> types, long rows, long currentRows) {}
}
