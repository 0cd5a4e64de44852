package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How the library of JSON Schema is set up: 2020-12, exact, and without a way to the outside. */
final class Library {

  /** They describe, and take nothing in or out; so they need no time either. */
  private static final Set<String> DESCRIPTIONS =
      Set.of(
          "$comment",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "default",
          "deprecated",
          "description",
          "examples",
          "format",
          "readOnly",
          "title",
          "writeOnly");

  private static final Dialect DIALECT =
      Dialect.builder(DialectId.DRAFT_2020_12)
          .idKeyword("$id")
          .specificationVersion(SpecificationVersion.DRAFT_2020_12)
          .keywords(assertions())
          .keyword(new ExactMultiples())
          .unknownKeywordFactory((keyword, context) -> null)
          .build();

  /** The schema of schemas; loaded when the first schema is checked. */
  private static final class Meta {

    static final Schema SCHEMA =
        SchemaRegistry.withDialect(
                DIALECT,
                builder ->
                    builder.schemaRegistryConfig(config(JDKRegularExpressionFactory.getInstance())))
            .getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
  }

  private Library() {}

  /**
   * A schema that events can be held against.
   *
   * @throws com.networknt.schema.SchemaException where the library has something against it, each
   *     reference to another document included
   */
  static Schema compile(JsonNode schema, BoundedPatterns patterns) {
    Schema compiled =
        SchemaRegistry.withDialect(
                DIALECT,
                builder ->
                    builder
                        .schemaRegistryConfig(config(patterns))
                        .schemaLoader(loader -> loader.block(location -> true)))
            .getSchema(schema);
    // It has tried before, and kept quiet about what went wrong.
    compiled.initializeValidators();
    return compiled;
  }

  /** What the schema of schemas has against one. */
  static List<Error> objections(JsonNode schema) {
    Findings findings = new Findings();
    Meta.SCHEMA.validate(findings, schema);
    return findings.getErrors();
  }

  private static List<Keyword> assertions() {
    return Dialects.getDraft202012().getKeywords().values().stream()
        .filter(keyword -> !DESCRIPTIONS.contains(keyword.getValue()))
        .toList();
  }

  private static SchemaRegistryConfig config(RegularExpressionFactory patterns) {
    return SchemaRegistryConfig.builder()
        .locale(Locale.ROOT)
        .formatAssertionsEnabled(false)
        .regularExpressionFactory(patterns)
        .build();
  }
}
