"""Plain facts of FHIR R4 4.0.1 that the library does not check: types, code sets, true or false."""

from __future__ import annotations

# What a patient's record is read from.
USED_TYPES = frozenset(
    """Patient Encounter Appointment Condition Observation Procedure MedicationRequest Immunization
    Flag RelatedPerson QuestionnaireResponse ServiceRequest DocumentReference""".split()
)

# Looked at when a used resource refers to them: who recorded it, which medicine it was.
NAMED_TYPES = frozenset("Practitioner PractitionerRole Organization Medication".split())

BUNDLE_TYPES_READ = frozenset("collection transaction batch searchset document".split())
BUNDLE_TYPES = BUNDLE_TYPES_READ | frozenset(
    "message history transaction-response batch-response".split()
)

# Every resource type of R4, and those that R4B added: they too are tolerated.
RESOURCE_TYPES = frozenset(
    """Account ActivityDefinition AdministrableProductDefinition AdverseEvent AllergyIntolerance
    Appointment AppointmentResponse AuditEvent Basic Binary BiologicallyDerivedProduct
    BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem
    ChargeItemDefinition Citation Claim ClaimResponse ClinicalImpression ClinicalUseDefinition
    CodeSystem Communication CommunicationRequest CompartmentDefinition Composition ConceptMap
    Condition Consent Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse
    DetectedIssue Device DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement
    DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter Endpoint
    EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceReport
    EvidenceVariable ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal
    GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy Immunization
    ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide Ingredient InsurancePlan
    Invoice Library Linkage List Location ManufacturedItemDefinition Measure MeasureReport Media
    Medication MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest
    MedicationStatement MedicinalProduct MedicinalProductAuthorization
    MedicinalProductContraindication MedicinalProductDefinition MedicinalProductIndication
    MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured
    MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect
    MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder NutritionProduct
    Observation ObservationDefinition OperationDefinition OperationOutcome Organization
    OrganizationAffiliation PackagedProductDefinition Parameters Patient PaymentNotice
    PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Procedure Provenance
    Questionnaire QuestionnaireResponse RegulatedAuthorization RelatedPerson RequestGroup
    ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment
    RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen SpecimenDefinition
    StructureDefinition StructureMap Subscription SubscriptionStatus SubscriptionTopic Substance
    SubstanceDefinition SubstanceNucleicAcid SubstancePolymer SubstanceProtein
    SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification SupplyDelivery
    SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet VerificationResult
    VisionPrescription""".split()
)

# Required bindings of the elements that we read (type, element) -> the codes that R4 allows.
CODES: dict[tuple[str, str], frozenset[str]] = {
    key: frozenset(codes.split())
    for key, codes in {
        ("Patient", "gender"): "male female other unknown",
        (
            "Encounter",
            "status",
        ): """planned arrived triaged in-progress onleave finished cancelled
            entered-in-error unknown""",
        (
            "Appointment",
            "status",
        ): """proposed pending booked arrived fulfilled cancelled noshow
            entered-in-error checked-in waitlist""",
        (
            "Observation",
            "status",
        ): """registered preliminary final amended corrected cancelled
            entered-in-error unknown""",
        (
            "Procedure",
            "status",
        ): """preparation in-progress not-done on-hold stopped completed
            entered-in-error unknown""",
        (
            "MedicationRequest",
            "status",
        ): """active on-hold cancelled completed entered-in-error
            stopped draft unknown""",
        (
            "MedicationRequest",
            "intent",
        ): """proposal plan order original-order reflex-order
            filler-order instance-order option""",
        ("Immunization", "status"): "completed entered-in-error not-done",
        ("Flag", "status"): "active inactive entered-in-error",
        (
            "ServiceRequest",
            "status",
        ): "draft active on-hold revoked completed entered-in-error unknown",
        (
            "ServiceRequest",
            "intent",
        ): """proposal plan directive order original-order reflex-order
            filler-order instance-order option""",
        (
            "Task",
            "status",
        ): """draft requested received accepted rejected ready cancelled in-progress on-hold
            failed completed entered-in-error""",
        (
            "Communication",
            "status",
        ): """preparation in-progress not-done on-hold stopped completed
            entered-in-error unknown""",
        ("DocumentReference", "status"): "current superseded entered-in-error",
        ("DocumentReference", "docStatus"): "preliminary final amended entered-in-error",
        (
            "QuestionnaireResponse",
            "status",
        ): "in-progress completed amended entered-in-error stopped",
    }.items()
}

CLINICAL_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION_STATUS = "http://terminology.hl7.org/CodeSystem/condition-ver-status"

# The same for elements that hold a concept: (type, element) -> (its system, its codes).
CONCEPTS: dict[tuple[str, str], tuple[str, frozenset[str]]] = {
    ("Condition", "clinicalStatus"): (
        CLINICAL_STATUS,
        frozenset("active recurrence relapse inactive remission resolved".split()),
    ),
    ("Condition", "verificationStatus"): (
        VERIFICATION_STATUS,
        frozenset(
            "unconfirmed provisional differential confirmed refuted entered-in-error".split()
        ),
    ),
}

# Elements that are true or false and would change what an entry means.
BOOLEANS: dict[str, tuple[str, ...]] = {
    "Patient": ("active", "deceasedBoolean"),
    "RelatedPerson": ("active",),
    "Observation": ("valueBoolean",),
    "MedicationRequest": ("doNotPerform",),
    "ServiceRequest": ("doNotPerform",),
}
