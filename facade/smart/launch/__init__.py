"""How an app is opened: launches by three ways, the choice of a patient and an encounter, the context of a token.

https://hl7.org/fhir/smart-app-launch/app-launch.html
"""
