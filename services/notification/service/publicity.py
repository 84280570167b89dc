"""Publicity: material handed over, pieces written, reviewed and released (B-3.2d, B-3.6)."""

from contracts.notification import (
    DraftPublicity,
    ListMaterials,
    ListPublicity,
    MaterialView,
    PublicityMaterialSupplied,
    PublicityView,
    PublishPublicity,
    ReviewPublicity,
    SupplyMaterial,
)
from contracts.roles import Role
from kit.department import command, query
from services.notification.domain.publicity import Material, Piece
from services.notification.domain.todo import Address
from services.notification.service.items import close_items, open_item, open_items
from services.notification.service.views import material_view, piece_view
from services.notification.store import NotificationStore


class Publicity:
    """From the material to what appears."""

    @command
    def supply_material(self, request: SupplyMaterial, store: NotificationStore) -> MaterialView:
        store.training_class(request.class_id).ensure_open()
        material = Material(
            material_id=store.new_id(),
            class_id=request.class_id,
            text=request.text,
            photos=list(request.photos),
            supplied_by=store.actor.person_id,
            supplied_at=store.now,
        )
        store.add(material)
        store.emit(
            PublicityMaterialSupplied(class_id=request.class_id, material_id=material.material_id)
        )
        close_items(store, "SUPPLY_MATERIAL", request.class_id)
        writing = Address(kind="DRAFT_PUBLICITY", subject=request.class_id, role=Role.PUBLICITY)
        open_item(store, writing, request.class_id)
        return material_view(material)

    @command
    def draft_publicity(self, request: DraftPublicity, store: NotificationStore) -> PublicityView:
        store.training_class(request.class_id).ensure_open()
        piece = Piece(
            piece_id=store.new_id(),
            class_id=request.class_id,
            channel=request.channel,
            title=request.title,
            body=request.body,
            photos=list(request.photos),
            drafted_by=store.actor.person_id,
        )
        store.add(piece)
        close_items(store, "DRAFT_PUBLICITY", request.class_id)
        open_items(store, "REVIEW_PUBLICITY", piece.piece_id, request.class_id)
        return piece_view(piece)

    @command
    def review_publicity(self, request: ReviewPublicity, store: NotificationStore) -> PublicityView:
        piece = store.piece(request.class_id, request.piece_id)
        piece.review(approved=request.approved, opinion=request.opinion, by=store.actor.person_id)
        close_items(store, "REVIEW_PUBLICITY", piece.piece_id)
        if request.approved:
            open_items(store, "PUBLISH_PUBLICITY", piece.piece_id, request.class_id)
        return piece_view(piece)

    @command
    def publish_publicity(
        self, request: PublishPublicity, store: NotificationStore
    ) -> PublicityView:
        piece = store.piece(request.class_id, request.piece_id)
        store.emit(piece.publish(by=store.actor.person_id, now=store.now))
        close_items(store, "PUBLISH_PUBLICITY", piece.piece_id)
        return piece_view(piece)

    @query
    def list_publicity(
        self, request: ListPublicity, store: NotificationStore
    ) -> list[PublicityView]:
        return [piece_view(piece) for piece in store.pieces(request.class_id)]

    @query
    def list_materials(
        self, request: ListMaterials, store: NotificationStore
    ) -> list[MaterialView]:
        return [material_view(material) for material in store.materials(request.class_id)]
