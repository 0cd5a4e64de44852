package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import dev.millrace.schemas.lake.LakeTable;
import dev.millrace.schemas.lake.LakeTable.Sensitivity;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnDatabase;
import software.amazon.awscdk.services.glue.CfnTable;
import software.amazon.awscdk.services.lakeformation.CfnTag;
import software.amazon.awscdk.services.lakeformation.CfnTagAssociation;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketMetrics;

/**
 * The data lake: Iceberg tables in Glue that Firehose fills from the topics, with tags by which
 * Lake Formation grants them; and the audit trail, in files that nobody can change.
 */
public final class Lake {

  /** Folder of what could not be read or written, and the name of its figures at S3. */
  static final String ERRORS = "errors";

  private static final String TABLES_BUCKET = "lake";
  private static final String TRAIL_BUCKET = "audit-trail";

  static final String SENSITIVITY_TAG = "millrace-sensitivity";

  private final Stage stage;
  private final Stack stack;
  private final Bucket tables;
  private final Bucket trail;
  private final CfnDatabase database;
  private final CfnTag tag;

  Lake(App app, Stage stage, Network network, Keys keys, Streaming streaming, Jobs jobs) {
    this.stage = stage;
    this.stack = Stacks.named(app, stage, "lake", "Data lake and audit trail of Millrace");
    Buckets buckets = new Buckets(stack, stage, "lake");
    this.tables = buckets.lasting("Tables", TABLES_BUCKET, keys.data());
    this.trail = buckets.locked("Trail", TRAIL_BUCKET, keys.audit(), stage.keeping().auditYears());
    for (Bucket bucket : List.of(tables, trail)) {
      bucket.addMetric(BucketMetrics.builder().id(ERRORS).prefix(ERRORS + "/").build());
    }
    this.database =
        CfnDatabase.Builder.create(stack, "Database")
            .catalogId(stage.place().account())
            .databaseInput(
                CfnDatabase.DatabaseInputProperty.builder()
                    .name(databaseName(stage))
                    .description("Topics of " + stage.prefix() + " as tables")
                    .build())
            .build();
    this.tag =
        CfnTag.Builder.create(stack, "Sensitivity")
            .tagKey(SENSITIVITY_TAG)
            .tagValues(Arrays.stream(Sensitivity.values()).map(Sensitivity::label).toList())
            .build();
    LakeTable.all().forEach(this::table);
    if (stage.brokers().open()) {
      Feeds feeds = new Feeds(stack, stage, network, keys, streaming, jobs);
      for (LakeTable table : LakeTable.all()) {
        feeds.intoTable(table, databaseName(stage), tables);
      }
      feeds.intoFiles(LakeTable.trail(), trail, keys.audit());
    }
  }

  /** Names of the buckets that are fed, by what is in them. */
  static Map<String, String> buckets(Stage stage) {
    return new TreeMap<>(
        Map.of(
            "lake",
            Buckets.name(stage, TABLES_BUCKET),
            "trail",
            Buckets.name(stage, TRAIL_BUCKET)));
  }

  static String databaseName(Stage stage) {
    return stage.prefix().replace('-', '_');
  }

  private void table(LakeTable table) {
    CfnTable made =
        CfnTable.Builder.create(stack, table.name())
            .catalogId(stage.place().account())
            .databaseName(databaseName(stage))
            .tableInput(
                CfnTable.TableInputProperty.builder()
                    .name(table.name())
                    .description(table.topic().purpose())
                    .tableType("EXTERNAL_TABLE")
                    .storageDescriptor(
                        CfnTable.StorageDescriptorProperty.builder()
                            .location("s3://" + tables.getBucketName() + "/" + table.name())
                            .columns(
                                table.columns().stream()
                                    .map(
                                        column ->
                                            CfnTable.ColumnProperty.builder()
                                                .name(column.name())
                                                .type(column.type())
                                                .build())
                                    .toList())
                            .build())
                    .build())
            .openTableFormatInput(
                CfnTable.OpenTableFormatInputProperty.builder()
                    .icebergInput(
                        CfnTable.IcebergInputProperty.builder()
                            .metadataOperation("CREATE")
                            .version("2")
                            .build())
                    .build())
            .build();
    made.getNode().addDependency(database);
    CfnTagAssociation tagged =
        CfnTagAssociation.Builder.create(stack, table.name() + "-sensitivity")
            .lfTags(
                List.of(
                    CfnTagAssociation.LFTagPairProperty.builder()
                        .catalogId(stage.place().account())
                        .tagKey(SENSITIVITY_TAG)
                        .tagValues(List.of(table.sensitivity().label()))
                        .build()))
            .resource(
                CfnTagAssociation.ResourceProperty.builder()
                    .table(
                        CfnTagAssociation.TableResourceProperty.builder()
                            .catalogId(stage.place().account())
                            .databaseName(databaseName(stage))
                            .name(table.name())
                            .build())
                    .build())
            .build();
    tagged.getNode().addDependency(made);
    tagged.getNode().addDependency(tag);
  }
}
